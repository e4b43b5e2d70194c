import pytest

from anning.domain.numbers import caller_key


@pytest.mark.parametrize(
    "written", ["13800138000", "+86 138-0013-8000", "0086 13800138000", "138 0013 8000", "+8613800138000"]
)
def test_one_caller_is_one_key_however_a_phone_wrote_it(written):
    assert caller_key(written) == "13800138000"


@pytest.mark.parametrize("written", ["", "-1", "-2", "Unknown", "null", " "])
def test_a_withheld_number_is_nobody(written):
    assert caller_key(written) == ""


def test_numbers_abroad_keep_their_country():
    assert caller_key("0044 20 7946 0000") == caller_key("+44 20 7946 0000") == "+442079460000"


def test_service_numbers_and_senders_stay_what_they_are():
    assert caller_key("95588") == "95588"
    assert caller_key("10086") == "10086"
    assert caller_key("13800861234") == "13800861234"
    assert caller_key("106-9000-12345") == "106900012345"
    assert caller_key("Loan@Example.COM") == "loan@example.com"
