"""What the options of a command line are where nobody gives them, as argparse has it."""

from __future__ import annotations

import ast


def option(call: ast.Call) -> tuple[str, ast.expr] | None:
    """Return the attribute that a call of `add_argument` makes, and what it is without the option;
    None for another call, and where that can't be told or is told by the option's action.
    """
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "add_argument":
        return None
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    flags = [text for one in call.args if (text := _text(one))]
    long = next((flag for flag in flags if flag.startswith("--")), flags[0] if flags else "")
    name = _text(given["dest"]) if "dest" in given else long.lstrip("-").replace("-", "_")
    is_always_there = not long.startswith("-") or "required" in given or "action" in given
    nothing = None if is_always_there else ast.copy_location(ast.Constant(None), call)
    default = given.get("default", nothing)
    return None if not name or default is None else (name, default)


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
