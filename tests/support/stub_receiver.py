"""A receiver of the test's own: keeps what it was sent, and misbehaves as it is told."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class StubReceiver:
    """`how`: ok, refuse (with `status`), hang, slow (by `delay`), cut (closes in the middle of its answer)."""

    def __init__(self, how="ok", status=500, delay=0.0, body=b"", tls=None):
        self.how, self.requests = how, []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                stub.requests.append((self.path, dict(self.headers), sent))
                if stub.how == "hang":
                    stub.ending.wait(30)
                    self.close_connection = True
                    return
                time.sleep(delay)
                self.send_response(status if stub.how == "refuse" else 200)
                self.send_header("Content-Length", str(len(body) + (10 if stub.how == "cut" else 0)))
                self.end_headers()
                self.wfile.write(body)
                if stub.how == "cut":
                    self.close_connection = True

            do_PUT = do_POST

            def log_message(self, *_):
                pass

        self.ending = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.server.shutdown()
        self.server.server_close()
