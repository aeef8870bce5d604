"""The web server of the boot test: `public/http` of a tree as it was built, and beside it the mirror of the images.

Every request becomes a line of JSON in the log: when it began and ended, who asked for what, the answer, and the bytes
of its body. Times are those of CLOCK_MONOTONIC, which all programs of the test read.
"""

import argparse
import http.server
import json
import pathlib
import shutil
import threading
import time
import urllib.parse


class Counted:
    """The body of an answer, counted on its way."""

    def __init__(self, stream):
        self.stream = stream
        self.bytes = 0

    def write(self, data):
        self.stream.write(data)
        self.bytes += len(data)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer(with_body=True)

    def do_HEAD(self):
        self.answer(with_body=False)

    def answer(self, with_body):
        began = time.monotonic()
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        file = self.server.file_of(path)
        status, body = (200, Counted(self.wfile)) if file else (404, Counted(self.wfile))
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(file.stat().st_size if file else 0))
            self.send_header("Content-Type", "application/octet-stream")
            self.end_headers()
            if file and with_body:
                with file.open("rb") as source:
                    shutil.copyfileobj(source, body, 1 << 16)
        except ConnectionError:
            # The machine went away in the middle: the bytes that it took tell.
            self.close_connection = True
        self.server.note(began, self.client_address[0], self.command, path, status, body.bytes)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address, root, mirror, log):
        super().__init__(address, Handler)
        self.roots = {"/mirror/": mirror, "/": root}
        self.log = log
        self.lock = threading.Lock()

    def file_of(self, path):
        """The file that a path names; none if there is none, or if it leaves its folder."""
        prefix = next(p for p in self.roots if path.startswith(p)) if path.startswith("/") else None
        if prefix is None:
            return None
        folder = self.roots[prefix].resolve()
        file = (folder / path[len(prefix):]).resolve()
        return file if file.is_file() and file.is_relative_to(folder) else None

    def note(self, began, client, method, path, status, size):
        line = dict(began=began, ended=time.monotonic(), client=client, method=method, path=path, status=status, bytes=size)
        with self.lock:
            self.log.write(json.dumps(line) + "\n")
            self.log.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bind", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--root", type=pathlib.Path, required=True)
    parser.add_argument("--mirror", type=pathlib.Path, required=True)
    parser.add_argument("--log", type=pathlib.Path, required=True)
    given = parser.parse_args()
    with given.log.open("a") as log:
        server = Server((given.bind, given.port), given.root, given.mirror, log)
        print("ready", flush=True)
        server.serve_forever()


main()
