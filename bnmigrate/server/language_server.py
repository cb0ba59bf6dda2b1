"""The server: what the editor says and asks, and what it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from bnmigrate import __version__
from bnmigrate.addresses import page_of
from bnmigrate.config import ConfigError
from bnmigrate.findings import Finding
from bnmigrate.journal import UnsettledError
from bnmigrate.server.answers import Answer, Change, Checked, Document, Editor, Fixable
from bnmigrate.server.hover import code_at, explained
from bnmigrate.server.positions import Positions
from bnmigrate.server.process import LostError, WorkerProcess
from bnmigrate.tables import TableError

NAME = "bnmigrate"
FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.{NAME}"
QUIET = 0.3
"""How long nothing may change, in seconds, before the code is looked at."""

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}
_WATCHED = "**/{*.py,*.pyi,*.ipynb,*.toml,.gitignore}"


class Shown(NamedTuple):
    """What the editor was told of a version of a document."""

    version: int | None
    checked: Checked
    ranges: tuple[types.Range, ...]


class Server(LanguageServer):
    """A language server for the files of bnmigrate's frameworks.

    The code is looked at in another process, a while after the last change; what comes of it is
    told only where nothing has changed in the meantime.
    """

    def __init__(self) -> None:
        # Where changes of parts are put together, pygls counts a form feed for the end of a line.
        super().__init__(NAME, __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.worker = WorkerProcess()
        self.shown: dict[str, Shown] = {}
        self._changes = 0
        self._looking: asyncio.Task[None] | None = None
        self._told: set[str] = set()

    def changed(self) -> None:
        """Look at what is open when nothing has changed for a while."""
        self._changes += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())

    async def _look(self) -> None:
        seen = -1
        while seen != self._changes:
            while seen != self._changes:
                seen = self._changes
                await asyncio.sleep(QUIET)
            editor, versions = self.snapshot()
            if not editor.documents:
                continue
            try:
                answer = await asyncio.to_thread(self.worker.check, editor)
            except LostError as error:
                answer = Answer({}, (f"the process that looks at the code {error}",))
            if seen == self._changes:
                self._tell(editor, answer, versions)

    def snapshot(self) -> tuple[Editor, dict[str, int | None]]:
        """Return what is open, and the versions of the documents."""
        documents, versions = [], {}
        for uri, document in self.workspace.text_documents.items():
            name = uris.to_fs_path(uri) if uri.startswith("file:") else None
            path = Path(name) if name and Path(name).name else None  # some name what has none
            is_python = path is None or path.suffix in (".py", ".pyi")
            if is_python or document.language_id == "python":
                documents.append(Document(uri, path, document.source))
                versions[uri] = document.version
        folders = (uris.to_fs_path(folder.uri) for folder in self.workspace.folders.values())
        return Editor(tuple(documents), tuple(Path(f) for f in folders if f)), versions

    def _tell(self, editor: Editor, answer: Answer, versions: dict[str, int | None]) -> None:
        for document in editor.documents:
            checked = answer.checked.get(document.uri, Checked())
            positions = self.positions(document.text)
            ranges = tuple(_range(positions, finding) for finding in checked.findings)
            self.shown[document.uri] = Shown(versions[document.uri], checked, ranges)
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(
                    document.uri,
                    [*map(_diagnostic, checked.findings, checked.fixable, ranges)],
                    versions[document.uri],
                )
            )
        said = {f"{NAME}: {problem}" for problem in answer.problems}
        for message in sorted(said - self._told):
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, message))
        noted = {f"{NAME}: {note}" for note in answer.notes}
        for message in sorted(noted - self._told):
            self.window_log_message(types.LogMessageParams(types.MessageType.Info, message))
        self._told = said | noted

    def positions(self, text: str) -> Positions:
        """Return what turns places of a text into those of the editor."""
        return Positions(text, self.workspace.position_encoding or "utf-16")

    def forget(self, uri: str) -> None:
        """Take back what was told of a document that is closed."""
        self.shown.pop(uri, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    async def actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """Return the fixes that there are at a place."""
        uri = params.text_document.uri
        document = self.workspace.text_documents.get(uri)
        shown = self.shown.get(uri)
        if document is None:
            return []
        found: list[types.CodeAction] = []
        is_current = shown is not None and shown.version == document.version
        if shown is not None and is_current and _wants(params, types.CodeActionKind.QuickFix):
            found += _quick_fixes(uri, shown, params.range)
        is_asked = params.context.only is not None and _wants(params, FIX_ALL)
        has_fixes = shown is not None and is_current and any(map(_is_quick, shown.checked.fixable))
        if is_asked or (has_fixes and _wants(params, FIX_ALL)):
            data = {"uri": uri, "finding": None}
            found.append(types.CodeAction(f"{NAME}: fix all", FIX_ALL, data=data))
        if not self._resolves():
            found = [await self.resolved(action) for action in found]
            found = [action for action in found if action.edit is not None]
        return found

    def _resolves(self) -> bool:
        """Whether the editor asks for a fix when it is chosen."""
        text_document = self.client_capabilities.text_document
        action = text_document.code_action if text_document else None
        resolve = action.resolve_support if action else None
        return resolve is not None and "edit" in resolve.properties

    async def resolved(self, action: types.CodeAction) -> types.CodeAction:
        """Return an action with what it changes; as it is where nothing can be changed any more."""
        data = action.data
        if not isinstance(data, dict) or not isinstance(data.get("uri"), str):
            return action
        uri, number = data["uri"], data.get("finding")
        shown = self.shown.get(uri)
        finding: Finding | None = None
        editor, versions = self.snapshot()
        if number is not None:
            if shown is None or shown.version != versions.get(uri, -1):
                return action
            finding = shown.checked.findings[number]
        try:
            changes = await asyncio.to_thread(self.worker.fix, editor, uri, finding)
        except (LostError, ConfigError, TableError, UnsettledError) as error:
            message = types.ShowMessageParams(types.MessageType.Error, f"{NAME}: {error}")
            self.window_show_message(message)
            return action
        if changes and self.snapshot()[1] == versions:
            action.edit = self._edit(changes, versions)
        return action

    def _edit(
        self, changes: tuple[Change, ...], versions: dict[str, int | None]
    ) -> types.WorkspaceEdit:
        edits: dict[str, list[types.TextEdit]] = {}
        for change in changes:
            positions = self.positions(change.before)
            edits[change.uri] = [
                types.TextEdit(positions.range(start, end), text)
                for start, end, text in change.splices
            ]
        workspace = self.client_capabilities.workspace
        how = workspace.workspace_edit if workspace else None
        if how is None or not how.document_changes:
            return types.WorkspaceEdit(changes=edits)
        return types.WorkspaceEdit(
            document_changes=[
                types.TextDocumentEdit(
                    types.OptionalVersionedTextDocumentIdentifier(uri, versions.get(uri)), [*some]
                )
                for uri, some in edits.items()
            ]
        )

    def explanation(self, params: types.HoverParams) -> types.Hover | None:
        """Return what there is to say of the code that a comment names at a place, or of those of
        what was found there.
        """
        uri, at = params.text_document.uri, params.position
        document = self.workspace.text_documents.get(uri)
        if document is None:
            return None
        positions = self.positions(document.source)
        codes = [code_at(positions.line(at.line), positions.column(at))]
        shown = self.shown.get(uri)
        if not codes[0] and shown is not None and shown.version == document.version:
            pairs = zip(shown.checked.findings, shown.ranges, strict=True)
            codes = [
                finding.code for finding, place in pairs if _overlap(place, types.Range(at, at))
            ]
        texts = [text for code in dict.fromkeys(codes) if (text := explained(code))]
        if not texts:
            return None
        content = types.MarkupContent(types.MarkupKind.Markdown, "\n---\n\n".join(texts))
        return types.Hover(content)


def _range(positions: Positions, finding: Finding) -> types.Range:
    return types.Range(
        positions.of(finding.line, finding.column),
        positions.of(finding.end_line, finding.end_column),
    )


def _diagnostic(finding: Finding, fixable: Fixable | None, place: types.Range) -> types.Diagnostic:
    lines = [finding.message]
    if finding.reason:
        lines.append(f"why: {finding.reason}")
    if finding.advice:
        lines.append(f"next: {finding.advice}")
    if fixable is not None and fixable.instead:
        lines.append(f"next: {fixable.instead}")
    severity = _SEVERITIES[finding.severity]
    page = types.CodeDescription(page_of(finding.code))
    return types.Diagnostic(place, "\n".join(lines), severity, finding.code, page, source=NAME)


def _quick_fixes(uri: str, shown: Shown, place: types.Range) -> Iterator[types.CodeAction]:
    """Yield the fixes of what was found at a place."""
    found = zip(shown.checked.findings, shown.checked.fixable, shown.ranges, strict=True)
    for number, (finding, fixable, where) in enumerate(found):
        if fixable is not None and _is_quick(fixable) and _overlap(where, place):
            yield types.CodeAction(
                _title(finding, fixable),
                types.CodeActionKind.QuickFix,
                diagnostics=[_diagnostic(finding, fixable, where)],
                is_preferred=True,
                data={"uri": uri, "finding": number},
            )


def _is_quick(fixable: Fixable | None) -> bool:
    return fixable is not None and not fixable.instead


def _title(finding: Finding, fixable: Fixable) -> str:
    title = f"{NAME}: fix {finding.code}"
    others = fixable.findings - 1
    if others:
        title += f" and {others} {'findings' if others > 1 else 'finding'} that must go with it"
    if fixable.files > 1:
        title += f", in {fixable.files} files"
    return title


def _overlap(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end


def _wants(params: types.CodeActionParams, kind: str) -> bool:
    """Whether actions of a kind are asked for: all are, or it, or one that it is a part of."""
    kind = str(getattr(kind, "value", kind))
    only = params.context.only
    if only is None:
        return True
    asked = [str(getattr(one, "value", one)) for one in only]
    return any(kind == one or kind.startswith(f"{one}.") for one in asked)


def make() -> Server:
    """Return a server that is told of what happens in the editor."""
    server = Server()

    @server.feature(types.INITIALIZED)
    def initialized(ls: Server, _: types.InitializedParams) -> None:
        workspace = ls.client_capabilities.workspace
        watched = workspace.did_change_watched_files if workspace else None
        if watched is not None and watched.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions(
                [types.FileSystemWatcher(_WATCHED)]
            )
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            registration = types.Registration(NAME, method, options)
            ls.client_register_capability(types.RegistrationParams([registration]))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def changed(ls: Server, _: object) -> None:
        ls.changed()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
        ls.forget(params.text_document.uri)
        ls.changed()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def changed_on_disk(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
        if any(change.uri.endswith(".toml") for change in params.changes):
            ls.worker.stop()  # it has read rules
        ls.changed()

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, FIX_ALL], resolve_provider=True),
    )
    async def actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
        return await ls.actions(params)

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(ls: Server, action: types.CodeAction) -> types.CodeAction:
        return await ls.resolved(action)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
        return ls.explanation(params)

    @server.feature(types.SHUTDOWN)
    @server.feature(types.EXIT)
    def ended(ls: Server, *_: object) -> None:
        ls.worker.close()

    return server
