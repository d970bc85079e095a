"""Whether an email may not be from whom it names, by what the mail server that took it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.inbound.authenticity import ANOTHER, FAILS, SILENT, UNVOUCHED, Result, doubt

HERS = "families.example"

TABLE: dict[str, tuple[list[Result], str]] = {
    "nothing was said": ([], SILENT),
    "DMARC passes": ([Result("dmarc", "pass", HERS)], ""),
    "DMARC passes, of no named domain": ([Result("dmarc", "pass")], ""),
    "DMARC passes for another domain": ([Result("dmarc", "pass", "evil.example")], ANOTHER),
    "DMARC passes for a name that only ends alike": ([Result("dmarc", "pass", "evilfamilies.example")], ANOTHER),
    "DMARC passes for the domain above": ([Result("dmarc", "pass", "example.org")], ANOTHER),
    "DMARC fails": ([Result("dmarc", "fail", HERS)], FAILS),
    "DMARC fails and DKIM passes": ([Result("dmarc", "fail", HERS), Result("dkim", "pass", HERS)], FAILS),
    "DMARC fails beside a pass": ([Result("dmarc", "pass", HERS), Result("dmarc", "fail", HERS)], FAILS),
    "no policy, DKIM of hers": ([Result("dmarc", "none", HERS), Result("dkim", "pass", HERS)], ""),
    "no policy, SPF of hers": ([Result("dmarc", "none", HERS), Result("spf", "pass", HERS)], ""),
    "no DMARC, DKIM of hers and SPF fails": ([Result("spf", "fail", HERS), Result("dkim", "pass", HERS)], ""),
    "no DMARC, DKIM of a server of hers": ([Result("dkim", "pass", "mail.families.example")], ""),
    "no DMARC, SPF softfail": ([Result("spf", "softfail", HERS)], UNVOUCHED),
    "no DMARC, SPF neutral": ([Result("spf", "neutral", HERS)], UNVOUCHED),
    "no DMARC, SPF none": ([Result("spf", "none", HERS), Result("dkim", "none")], UNVOUCHED),
    "a passing SPF of another": ([Result("dmarc", "none", HERS), Result("spf", "pass", "evil.example")], UNVOUCHED),
    "a passing DKIM of another": ([Result("dkim", "pass", "evil.example")], UNVOUCHED),
    "a passing DKIM of nobody": ([Result("dkim", "pass")], UNVOUCHED),
    "a passing DKIM of a whole ending": ([Result("dkim", "pass", "example")], UNVOUCHED),
    "several signatures, one of hers": ([Result("dkim", "pass", "list.example"), Result("dkim", "pass", HERS)], ""),
    "DMARC could not be looked up": ([Result("dmarc", "temperror", HERS), Result("dkim", "pass", HERS)], ""),
    "DMARC could not be looked up, nothing else": ([Result("dmarc", "temperror", HERS)], UNVOUCHED),
    "Exchange's best guess alone": ([Result("dmarc", "bestguesspass", HERS)], UNVOUCHED),
    "signed in by a password": ([Result("auth", "pass", HERS)], UNVOUCHED),
}


@pytest.mark.parametrize("what", TABLE)
def test_mail_is_doubted_unless_its_own_domain_is_vouched_for(what: str) -> None:
    said, why = TABLE[what]

    assert doubt(HERS, said) == why


@given(
    said=st.lists(st.builds(
        Result, st.sampled_from(["dmarc", "dkim", "spf", "arc"]),
        st.sampled_from(["pass", "fail", "none", "neutral"]), st.sampled_from(["evil.example", "example", ""]),
    )),
)  # fmt: skip
def test_no_pass_of_another_domain_vouches_for_hers(said: list[Result]) -> None:
    nameless = [one for one in said if one.method == "dmarc" and one.verdict == "pass" and not one.domain]

    assert doubt(HERS, [one for one in said if one not in nameless]) != ""
    assert doubt(HERS, [*said, Result("dmarc", "fail", HERS)]) == FAILS
