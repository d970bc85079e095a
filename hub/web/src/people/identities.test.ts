// What the address of the page has of a way back from a provider.
import { afterEach, describe, expect, test, vi } from "vitest";
import { comeBack, dropped, purposeOf, returned, taken } from "./identities";

describe("coming back from where one signs in", () => {
  test("a code or an error stands in the address of one place alone", () => {
    expect(returned("/oidc", "?state=s&code=c%2F1&scope=openid")).toEqual({
      state: "s",
      code: "c/1",
      error: "",
    });
    expect(returned("/oidc", "?error=access_denied&state=s")).toEqual({
      state: "s",
      code: "",
      error: "access_denied",
    });
    expect(returned("/", "?state=s&code=c")).toBeNull();
    expect(returned("/oidc", "?code=c")).toBeNull();
  });

  test("its state says what it is for", () => {
    const of = (state: string) => purposeOf({ state, code: "c", error: "" });
    expect(["add.s", "join.s", "s"].map(of)).toEqual(["add", "join", "sign-in"]);
  });

  describe("once", () => {
    afterEach(() => vi.unstubAllGlobals());

    const comes = (state: string) => {
      vi.stubGlobal("location", { pathname: "/oidc", search: `?state=${state}&code=c` });
      vi.stubGlobal("history", { replaceState: () => undefined });
      comeBack();
    };

    test("it is taken for what it is for, and no more", () => {
      comes("s");
      expect(taken("add")).toBeNull();
      expect(taken("sign-in")).toEqual({ state: "s", code: "c", error: "" });
      expect(taken("sign-in")).toBeNull();
    });

    test("what was dropped signs nobody in, and adds to nobody's account", () => {
      comes("s");
      dropped("add");
      dropped("sign-in");
      expect(taken("sign-in")).toBeNull();
      comes("add.s");
      dropped("sign-in");
      expect(taken("add")).not.toBeNull();
      comes("add.s");
      dropped("add");
      expect(taken("add")).toBeNull();
    });
  });
});
