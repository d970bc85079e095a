// This file puts moments into words, all on the school's clock; now comes in, so that a test can choose it.
import { m } from "../paraglide/messages";
import { isLocale } from "../paraglide/runtime";
import { speak } from "./language.svelte";

const DAY_MS = 86_400_000;

/** So far a clock may run ahead before what it shows is taken for yesterday's. */
const SLACK_MS = 5 * 60_000;

/** A nap that goes over midnight is no longer than this. */
const NIGHT_MS = 14 * 3_600_000;

/** By which clock and in which forms moments are told. zone: of IANA; without it, this device's. */
export interface Clock {
  zone?: string | undefined;
  locale?: string | undefined;
}

/** In which forms moments are told where a language has several; any other's own are its code. */
const LOCALES: Readonly<Record<string, string>> = { en: "en-US", es: "es-US" };

let here: Clock = {};

/** Say everything in a language that people are told in, and tell all moments in its forms, by a school's clock. */
export function tellBy(zone: string, language: string): void {
  speak(language);
  here = {
    zone: isZone(zone) ? zone : undefined,
    locale: isLocale(language) ? (LOCALES[language] ?? language) : undefined,
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions, by: Clock): Intl.DateTimeFormat {
  const key = JSON.stringify([options, by.locale, by.zone]);
  const found = formats.get(key) ?? new Intl.DateTimeFormat(by.locale, { ...options, timeZone: by.zone });
  formats.set(key, found);
  return found;
}

/** In words; the narrow spaces that some browsers write are not in every font. */
function written(at: Date, options: Intl.DateTimeFormatOptions, by: Clock): string {
  return format(options, by).format(at).replaceAll("\u202f", "\u00a0");
}

/** "3:04 PM". */
export function clock(at: string, by: Clock = here): string {
  return written(new Date(at), { hour: "numeric", minute: "2-digit" }, by);
}

/** For a separator: Today, Yesterday, a weekday within the week, else the date. */
export function day(at: string, now: Date, by: Clock = here): string {
  const then = new Date(at);
  const ago = daysBetween(then, now, by);
  if (ago === 0) return m.parts_today();
  if (ago === 1) return m.parts_yesterday();
  if (ago > 1 && ago < 7) return written(then, { weekday: "long" }, by);
  const sameYear = wall(then, by).year === wall(now, by).year;
  return written(then, { day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) }, by);
}

/** For a list: the time today, else the day, short. */
export function short(at: string, now: Date, by: Clock = here): string {
  const then = new Date(at);
  const ago = daysBetween(then, now, by);
  if (ago === 0) return clock(at, by);
  if (ago === 1) return m.parts_yesterday();
  if (ago > 1 && ago < 7) return written(then, { weekday: "short" }, by);
  return written(then, { day: "numeric", month: "short" }, by);
}

/** "just now", "5 min", "2 h 10 min", "3 days": how long something has been going on. */
export function since(at: string, now: Date): string {
  const minutes = Math.floor((now.getTime() - new Date(at).getTime()) / 60_000);
  if (minutes < 1) return m.parts_just_now();
  if (minutes < 24 * 60) return lasting(minutes);
  const days = Math.floor(minutes / (24 * 60));
  return m.parts_days({ days });
}

/** "50 min", "1 h 20 min". */
export function lasting(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return m.parts_minutes({ minutes: rest });
  return rest === 0 ? m.parts_hours({ hours }) : m.parts_hours_minutes({ hours, minutes: rest });
}

export function sameDay(one: string, other: string, by: Clock = here): boolean {
  return daysBetween(new Date(one), new Date(other), by) === 0;
}

/** The hour of the day, 0 to 23. */
export function hourOf(at: Date, by: Clock = here): number {
  return wall(at, by).hour;
}

/** "14:05", for a time field. */
export function field(at: Date, by: Clock = here): string {
  const { hour, minute } = wall(at, by);
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

/** The moment that a time field means: its last occurrence, so that 23:50 entered after midnight is yesterday's. */
export function momentOf(field: string, now: Date, by: Clock = here): Date {
  const latest = now.getTime() + SLACK_MS;
  const found = [0, -1, -2].flatMap((ahead) => occurrences(field, now, ahead, by));
  return new Date(Math.max(...found.filter((one) => one <= latest)));
}

/** The moment that a time field means on the day of another moment. */
export function onDayOf(field: string, other: Date, by: Clock = here): Date {
  return new Date(occurrences(field, other, 0, by)[0] ?? other);
}

/** When what began ended: on that day, or on the next where it went on over midnight. */
export function endOf(field: string, began: Date, now: Date, by: Clock = here): Date {
  const same = onDayOf(field, began, by);
  if (same.getTime() >= began.getTime()) return same;
  const next = occurrences(field, began, 1, by)[0] ?? Infinity;
  const over = next <= now.getTime() + SLACK_MS && next - began.getTime() <= NIGHT_MS;
  return over ? new Date(next) : same;
}

/** A calendar date such as 2026-12-01, which is the same day in every time zone: "1 Dec 2026". */
export function date(iso: string, locale: string | undefined = here.locale): string {
  const options = { day: "numeric", month: "short", year: "numeric" } as const;
  return written(new Date(`${iso}T00:00:00Z`), options, { zone: "UTC", locale });
}

/** The calendar date of a moment, in the same form. */
export function dateOf(at: string, by: Clock = here): string {
  return written(new Date(at), { day: "numeric", month: "short", year: "numeric" }, by);
}

/** The town by whose clock moments are told, where this device's own goes otherwise; empty where both go alike. */
export function townElsewhere(now: Date, device: Clock = {}, by: Clock = here): string {
  const year = now.getUTCFullYear();
  const moments = [now, new Date(Date.UTC(year, 0, 1)), new Date(Date.UTC(year, 6, 1))];
  if (!by.zone || moments.every((at) => shift(at, device) === shift(at, by))) return "";
  return (by.zone.split("/").at(-1) ?? "").replaceAll("_", " ");
}

interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

/** What calendar and clock show at a moment. */
function wall(at: Date, by: Clock): Wall {
  const numeric = "numeric" as const;
  const options = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric };
  const shown = format({ ...options, hourCycle: "h23", calendar: "gregory" }, { ...by, locale: "en-US" });
  const its = Object.fromEntries(shown.formatToParts(at).map((one) => [one.type, Number(one.value)]));
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = its;
  return { year, month, day, hour, minute };
}

/** How far a clock is ahead of UTC, in milliseconds of whole minutes. */
function shift(at: Date, by: Clock): number {
  const { year, month, day, hour, minute } = wall(at, by);
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(at.getTime() / 60_000) * 60_000;
}

/**
 * The moments at which a clock shows field on the day of other, or so many days ahead: two where it is turned back
 * over that hour; where it is turned forward over it, the moment that would have been it.
 */
function occurrences(field: string, other: Date, ahead: number, by: Clock): number[] {
  const [hours = 0, minutes = 0] = field.split(":").map(Number);
  const { year, month, day } = wall(other, by);
  const shown = Date.UTC(year, month - 1, day + ahead, hours, minutes);
  const around = [-DAY_MS, DAY_MS].map((off) => shown - shift(new Date(shown + off), by));
  const real = [...new Set(around)].filter((one) => one + shift(new Date(one), by) === shown);
  return real.length ? real.sort((one, later) => one - later) : around.slice(0, 1);
}

function daysBetween(then: Date, now: Date, by: Clock): number {
  const midnight = (at: Date) => {
    const { year, month, day } = wall(at, by);
    return Date.UTC(year, month - 1, day);
  };
  return Math.round((midnight(now) - midnight(then)) / DAY_MS);
}

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en-US", { timeZone: zone }));
  } catch {
    return false; // a browser that is older than the zone goes by its own clock
  }
}
