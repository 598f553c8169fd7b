"""What a program says of its cases: a line each, in the order they are tried. A case that fails stops no other."""

import functools
import json
import traceback

_cases = []


def case(name):
    """Makes a function a case; the name says what must hold."""

    def keep(function):
        _cases.append((name, function))
        return function

    return keep


def equal(actual, expected):
    """Stops the case unless both are the same."""
    if actual != expected:
        raise AssertionError(f"expected {expected!r}, got {actual!r}")


def raises(kind, function, **attributes):
    """Stops the case unless the call raises this error with these attributes. Gives the error."""
    try:
        function()
    except kind as error:
        for name, expected in attributes.items():
            equal(getattr(error, name), expected)
        return error
    raise AssertionError(f"expected {kind.__name__}")


def run(*arguments):
    """Tries all cases in their order and tells how each went."""
    for name, function in _cases:
        try:
            functools.partial(function, *arguments)()
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is told and no reason to stop
            place = traceback.extract_tb(error.__traceback__)[1:2]
            line = f" (line {place[0].lineno})" if place else ""
            print(f"not ok {name}\t{json.dumps(f'{type(error).__name__}: {error}{line}')}", flush=True)
        else:
            print(f"ok {name}", flush=True)
