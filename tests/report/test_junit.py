"""JUnit's XML, read by junitparser."""

from __future__ import annotations

from pathlib import Path

from junitparser import Error, Failure, JUnitXml

from tests.command_line import CUMULATIVE, PLAIN, TORCH, bnmigrate, write


def test_the_report(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": TORCH, "b.py": CUMULATIVE, "plain.py": PLAIN})
    arguments = ("check", "--output-format", "junit", ".", "nothing.py")
    suites = list(JUnitXml.fromstring(bnmigrate(tmp_path, *arguments).stdout))
    assert sorted((suite.name, suite.failures, suite.errors) for suite in suites) == [
        ("a.py", 1, 0),
        ("b.py", 1, 0),
        ("nothing.py", 0, 1),
    ]
    by_name = {suite.name: list(suite) for suite in suites}
    (case,) = by_name["b.py"]
    (failure,) = case.result
    assert isinstance(failure, Failure)
    assert case.name == "BN201 3:6"
    assert failure.message == "momentum=None has no counterpart in MindSpore"
    assert failure.type == "warning"
    assert "\nwhy: it keeps a cumulative average" in failure.text
    ((error,),) = (case.result for case in by_name["nothing.py"])
    assert isinstance(error, Error)
    assert error.message == "does not exist; check the path"


def test_where_nothing_is_found_a_test_passes(tmp_path: Path) -> None:
    done = bnmigrate(write(tmp_path, {"a.py": PLAIN}), "check", "--output-format", "junit")
    (suite,) = JUnitXml.fromstring(done.stdout)
    (case,) = suite
    assert case.is_passed
    assert (suite.tests, suite.failures, suite.errors) == (1, 0, 0)
