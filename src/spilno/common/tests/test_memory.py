"""What a process remembers is of the state asked for, and never more than it may be."""

from spilno.common.memory import Memory


def test_what_was_asked_for_last_stays() -> None:
    memory: Memory[str, str] = Memory(2)
    memory.find("now", [])
    memory.keep("now", {"Unna": "a", "Halle": "b"})
    assert memory.find("now", ["Unna"]) == {"Unna": "a"}
    memory.keep("now", {"Bonn": "c"})
    assert memory.find("now", ["Unna", "Halle", "Bonn"]) == {"Unna": "a", "Bonn": "c"}


def test_another_state_forgets_all_and_takes_nothing_of_the_one_before() -> None:
    memory: Memory[str, str] = Memory(9)
    memory.find("before", [])
    memory.keep("before", {"Unna": "old"})
    assert memory.find("after", ["Unna"]) == {}
    memory.keep("before", {"Unna": "old"})
    assert memory.find("after", ["Unna"]) == {}
    assert memory.find("before", ["Unna"]) == {}


def test_only_what_is_not_remembered_is_read() -> None:
    memory: Memory[str, str] = Memory(9)
    read: list[str] = []

    def names(keys: list[str]) -> dict[str, str]:
        read.extend(keys)
        return {key: key.upper() for key in keys if key != "Nowhere"}

    assert memory.look_up("now", ["Unna", "Nowhere"], names) == {"Unna": "UNNA"}
    assert memory.look_up("now", ["Unna", "Halle"], names) == {"Unna": "UNNA", "Halle": "HALLE"}
    assert read == ["Unna", "Nowhere", "Halle"]


def test_values_weigh_what_they_are_said_to() -> None:
    memory: Memory[int, str] = Memory(10, len)
    memory.find("now", [])
    memory.keep("now", {1: "four", 2: "four"})
    memory.keep("now", {3: "four", 1: "longer than all"})
    assert memory.find("now", [1, 2, 3]) == {2: "four", 3: "four"}
    memory.keep("now", {4: "longer than all"})
    assert memory.find("now", [1, 2, 3, 4]) == {}
