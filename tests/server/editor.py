"""An editor that talks to the server over its standard input and output, as editors do."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient

from tests.command_line import environment

PATIENCE = 60
"""In seconds."""

MODERN = types.ClientCapabilities(
    workspace=types.WorkspaceClientCapabilities(
        workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
        did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(
            dynamic_registration=True
        ),
    ),
    text_document=types.TextDocumentClientCapabilities(
        code_action=types.CodeActionClientCapabilities(
            resolve_support=types.ClientCodeActionResolveOptions(["edit"])
        )
    ),
    general=types.GeneralClientCapabilities(position_encodings=["utf-8", "utf-16"]),
)
OLD = types.ClientCapabilities()
"""What an editor can do that knows only the beginnings of the protocol."""


class Editor:
    """Texts that are open, and what the server tells of them."""

    def __init__(self, folder: Path, client: LanguageClient) -> None:
        self.folder = folder
        self.client = client
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.published: list[types.PublishDiagnosticsParams] = []
        self.messages: list[str] = []
        self.watched: list[str] = []
        self.encoding = ""
        self.news = asyncio.Event()

    def uri(self, name: str) -> str:
        return name if ":" in name else Path(os.path.normpath(self.folder / name)).as_uri()

    def open(self, name: str, text: str | None = None) -> None:
        """Open a file, or a text that is none yet."""
        uri = self.uri(name)
        if text is None:
            text = (self.folder / name).read_bytes().decode()
        self.texts[uri], self.versions[uri] = text, 1
        item = types.TextDocumentItem(uri, "python", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def type(self, name: str, text: str) -> None:
        """Put another text in the place of an open one."""
        uri = self.uri(name)
        self.texts[uri] = text
        self.versions[uri] += 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self.versions[uri], uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def close(self, name: str) -> None:
        uri = self.uri(name)
        del self.texts[uri], self.versions[uri]
        identifier = types.TextDocumentIdentifier(uri)
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(identifier))

    def changed_on_disk(self, *names: str) -> None:
        changes = [types.FileEvent(self.uri(n), types.FileChangeType.Changed) for n in names]
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))

    async def diagnostics(self, name: str) -> list[types.Diagnostic]:
        """Wait for what is told of the version that is open."""
        uri = self.uri(name)

        async def told() -> list[types.Diagnostic]:
            while True:
                for params in reversed(self.published):
                    if params.uri == uri and params.version == self.versions.get(uri):
                        return list(params.diagnostics)
                self.news.clear()
                await self.news.wait()

        return await asyncio.wait_for(told(), PATIENCE)

    async def codes(self, name: str) -> list[str]:
        return [str(one.code) for one in await self.diagnostics(name)]

    async def message(self) -> str:
        """Wait for what is shown to the user."""

        async def shown() -> str:
            while not self.messages:
                self.news.clear()
                await self.news.wait()
            return self.messages.pop(0)

        return await asyncio.wait_for(shown(), PATIENCE)

    async def actions(
        self, name: str, line: int, only: Sequence[str] | None = None, resolved: bool = True
    ) -> list[types.CodeAction]:
        """Return the actions on a line, which is counted from 1, with what they change."""
        at = types.Range(types.Position(line - 1, 0), types.Position(line - 1, 1000))
        found = await asyncio.wait_for(
            self.client.text_document_code_action_async(
                types.CodeActionParams(
                    types.TextDocumentIdentifier(self.uri(name)),
                    at,
                    types.CodeActionContext([], only),
                )
            ),
            PATIENCE,
        )
        actions = [one for one in found or () if isinstance(one, types.CodeAction)]
        if resolved:
            actions = [await self.client.code_action_resolve_async(one) for one in actions]
        return actions

    async def hover(self, name: str, line: int, character: int) -> str:
        identifier = types.TextDocumentIdentifier(self.uri(name))
        at = types.Position(line - 1, character)
        found = await self.client.text_document_hover_async(types.HoverParams(identifier, at))
        if found is None:
            return ""
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    def after(self, action: types.CodeAction) -> dict[str, str]:
        """Return what the files that an action changes hold then, by their paths."""
        assert action.edit is not None
        edits: dict[str, list[types.TextEdit]] = {}
        for uri, some in (action.edit.changes or {}).items():
            edits[uri] = list(some)
        for change in action.edit.document_changes or ():
            assert isinstance(change, types.TextDocumentEdit)
            edits[change.text_document.uri] = [
                edit for edit in change.edits if isinstance(edit, types.TextEdit)
            ]
        return {self._name(uri): self._carried_out(uri, some) for uri, some in edits.items()}

    def _name(self, uri: str) -> str:
        return uri.removeprefix(f"{self.folder.as_uri()}/")

    def _carried_out(self, uri: str, edits: list[types.TextEdit]) -> str:
        """Change a text from its end, so that the places of what is before hold."""
        text = self.texts.get(uri)
        if text is None:
            text = (self.folder / self._name(uri)).read_bytes().decode()
        for edit in reversed(edits):
            start, end = self._offset(text, edit.range.start), self._offset(text, edit.range.end)
            text = text[:start] + edit.new_text + text[end:]
        return text

    def _offset(self, text: str, position: types.Position) -> int:
        lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
        codec, size = ("utf-8", 1) if self.encoding == "utf-8" else ("utf-16-le", 2)
        before = lines[position.line].encode(codec)[: position.character * size]
        return sum(map(len, lines[: position.line])) + len(before.decode(codec))


@asynccontextmanager
async def editor(
    folder: Path, capabilities: types.ClientCapabilities = MODERN
) -> AsyncIterator[Editor]:
    """Open an editor for a folder, which warns of what the server says that the protocol or its own
    capabilities don't allow.
    """
    client = LanguageClient(converter_factory=default_converter)
    client.capabilities = capabilities
    made = Editor(folder, client)

    # pygls has no types for its decorators and for stop().
    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
    def publish(params: types.PublishDiagnosticsParams) -> None:
        made.published.append(params)
        made.news.set()

    @client.feature(types.WINDOW_SHOW_MESSAGE)  # type: ignore[untyped-decorator]
    def show(params: types.ShowMessageParams) -> None:
        made.messages.append(params.message)
        made.news.set()

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]
    def register(params: types.RegistrationParams) -> None:
        made.watched += [one.method for one in params.registrations]

    await client.start_io(
        sys.executable, "-m", "bnmigrate", "server", cwd=folder, env=environment()
    )
    server = client._server
    assert server is not None
    try:
        told = await asyncio.wait_for(
            client.initialize_async(
                types.InitializeParams(
                    capabilities=capabilities,
                    root_uri=folder.as_uri(),
                    workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name)],
                )
            ),
            PATIENCE,
        )
        made.encoding = str(told.capabilities.position_encoding or "utf-16")
        client.initialized(types.InitializedParams())
        yield made
        await asyncio.wait_for(client.shutdown_async(None), PATIENCE)
        client.exit(None)
        assert await asyncio.wait_for(server.wait(), PATIENCE) == 0
    finally:
        if server.returncode is None:
            server.kill()
        await asyncio.wait_for(client.stop(), PATIENCE)  # type: ignore[no-untyped-call]
