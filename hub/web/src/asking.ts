// This file is what a screen may ask of the hub through the session, just as it is: views never fetch.
import * as api from "./api";

export class Asking {
  changePassword = api.changePassword;
  preview = api.preview;
  timeline = api.timeline;
  directory = api.directory;
  explain = api.explain;
  staffOnly = api.staffOnly;
  putStaffOnly = api.putStaffOnly;
  contacts = api.contacts;
  talking = api.talking;
  readings = api.readings;
  preferences = api.preferences;
  standings = api.standings;
  unreached = api.unreached;
  putPreferences = api.putPreferences;
  consents = api.consents;
  putConsent = api.putConsent;
  blocks = api.blocks;
  block = api.block;
  unblock = api.unblock;
  report = api.report;
  reports = api.reports;
  settle = api.settle;
  putTalking = api.putTalking;
  emailSettings = api.emailSettings;
  putEmailSettings = api.putEmailSettings;
  textSettings = api.textSettings;
  putTextSettings = api.putTextSettings;
  providers = api.providers;
  undelivered = api.undelivered;
  resend = api.resend;
  reachability = api.reachability;
  figures = api.figures;
  figuresTable = api.figuresTable;
  students = api.students;
  staff = api.staff;
  putStaff = api.putStaff;
  tiesOf = api.tiesOf;
  putTie = api.putTie;
  guardianPolicy = api.guardianPolicy;
  putGuardianPolicy = api.putGuardianPolicy;
  reviewSettings = api.reviewSettings;
  putReviewSettings = api.putReviewSettings;
}
