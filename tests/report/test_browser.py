"""The tests of pages see what is wrong with one."""

from __future__ import annotations

from pathlib import Path

from tests.report.browser import looks, needs_a_browser

PAGE = """<!DOCTYPE html>
<html><head><title>x</title><style>
body { background: white; color: black; }
p { width: 20rem; }
@media (prefers-color-scheme: dark) { body { background: black; color: white; } }
.pale { color: #777e; }
.broken { width: 3rem; overflow-wrap: anywhere; }
</style></head><body><p>fine</p>{} </body></html>
"""


@needs_a_browser
def test_what_is_wrong_is_seen(tmp_path: Path) -> None:
    wrong = {
        "pale": '<p class="pale">hardly there</p>',
        "broken": '<p class="broken">unbelievable</p>',
        "wider": f"<p style='white-space: nowrap'>{'wide ' * 400}</p>",
    }
    page = PAGE.replace("{} ", "".join(wrong.values()))
    for look in looks(page, tmp_path):
        assert [text.partition(":")[0] for text in look.pale] == ["hardly there"]
        assert look.broken == ["unbelievable"]
        assert look.wider > 0
    for look in looks(PAGE, tmp_path):
        assert (look.pale, look.broken, look.wider) == ([], [], 0)
