"""The protocol: uvicorn's HTTP/1.1, whose complaint about unreadable requests is an envelope here too."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from mock_server.app import MockApp
from mock_server.errors import error_answer, refuse


class EnvelopeProtocol(HttpToolsProtocol):
    """HTTP/1.1 for a MockApp."""

    app: MockApp

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP request, and close the connection."""
        answer = error_answer(refuse(400, msg))
        headers = [*answer.raw_headers(), *self.app.state.new_headers(), (b"connection", b"close")]
        lines = [name + b": " + value for name, value in headers]
        self.transport.write(b"\r\n".join([b"HTTP/1.1 400 Bad Request", *lines, b"", answer.body]))
        self.transport.close()
