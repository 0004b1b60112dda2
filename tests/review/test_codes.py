"""Two lists of one event, of which one names its drivers by three letters."""

import pytest

NAMES = ("Mick Schumacher", "Ralf Schumacher", "Nyck de Vries", "Zhou Guanyu", "Max Verstappen")
CODES = ("MSC", "RSC", "DEV", "ZHO", "VER")
FULL = "SELECT car_number, drivers, points FROM classification ORDER BY 1"


def numbered(*names):
    """Return a classification with numbers of cars."""
    rows = (f"{n},{n + 4},{name},Team {n},20\n" for n, name in enumerate(names, 1))
    return "Pos,No,Driver,Team,Laps\n" + "".join(rows)


def plain(*names):
    """Return a classification without them, with teams of other names and points."""
    rows = (f"{n},{name},Squad {n},{n}\n" for n, name in enumerate(names, 1))
    return "Pos,Driver,Team,Points\n" + "".join(rows)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_list_of_codes_and_one_of_names_are_of_one_field(load, base, order):
    texts = (numbered(*NAMES), plain(*CODES))
    for at in order:
        assert load(texts[at], "Summer", session=("Race", "race")[at]).exit_code in (0, 5)

    assert base(FULL) == [
        {"car_number": str(n + 4), "drivers": name, "points": n} for n, name in enumerate(NAMES, 1)
    ]
    assert base("SELECT count(*) AS n FROM drivers") == [{"n": 5}]


@pytest.mark.sqlite_only
def test_a_code_is_of_another_driver_in_another_field(load, base):
    load(numbered("Jos Verstappen"), "Spring")
    load(numbered("Max Verstappen"), "Summer")
    for event in ("Spring", "Summer"):
        load(plain("VER"), event, session="race")

    assert base("SELECT event, drivers FROM classification ORDER BY event") == [
        {"event": "Spring", "drivers": "Jos Verstappen"},
        {"event": "Summer", "drivers": "Max Verstappen"},
    ]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("names", "others"),
    [
        (("Ann Leeson", "Bo Mansell"), ("LEE", "MANSELL")),
        (("Ann Berg", "Bo Bergman"), ("BER", "BER")),
        (("Ann Berg", "Bo Bergman"), ("BER", "MAN")),
        (("Ann Berg",), ("BER", "ABE")),
        (("VER", "Ann Berg"), ("Max Verstappen", "Bo Dahl")),
    ],
)
def test_what_may_mean_another_one_is_joined_with_nobody(load, base, names, others):
    load(numbered(*names), "Summer")
    load(plain(*others), "Summer", session="Qualifying")

    found = base("SELECT name FROM drivers")
    assert {it["name"].upper() for it in found} == {it.upper() for it in (*names, *others)}


@pytest.mark.sqlite_only
def test_a_driver_who_is_known_stays_apart_from_a_code_of_before(load, base):
    load(plain("VER"), "Summer")
    load(numbered("Max Verstappen"), "Spring")
    load(numbered("Max Verstappen"), "Summer", session="race")

    assert base("SELECT name FROM drivers ORDER BY name") == [
        {"name": "Max Verstappen"}, {"name": "Ver"},
    ]  # fmt: skip
