"""Serves a folder on loopback at a free port, which it writes to a file.

    serve.py FOLDER PORT_FILE
"""

import functools
import http.server
import os
import sys


def main() -> None:
    folder, port_file = sys.argv[1:]
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        with open(f"{port_file}.new", "w", encoding="ascii") as file:
            file.write(f"{server.server_address[1]}\n")
        # Whole or not there at all, for who waits for it.
        os.rename(f"{port_file}.new", port_file)
        server.serve_forever()


main()
