#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A registry with one small image in every repository, whose name says what goes wrong there.

Writes its port to the file it is given and serves until it is killed; FILE.log tells what was asked, a JSON array a
line: method, path, Range, Authorization.
"""
import base64, gzip, hashlib, http.server, json, os, socketserver, sys, urllib.parse

layer_plain = bytes(range(256)) * 4096
layer = gzip.compress(layer_plain, mtime=0, compresslevel=0)


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


config = json.dumps({"architecture": "amd64", "os": "linux",
                     "rootfs": {"type": "layers", "diff_ids": [digest(layer_plain)]}}).encode()
OCI = "application/vnd.oci.image."


def describe(data, kind, **more):
    return {"mediaType": OCI + kind, "digest": digest(data), "size": len(data), **more}


manifest = json.dumps({"schemaVersion": 2, "mediaType": OCI + "manifest.v1+json",
                       "config": describe(config, "config.v1+json"),
                       "layers": [describe(layer, "layer.v1.tar+gzip")]}).encode()
index = json.dumps({"schemaVersion": 2, "mediaType": OCI + "index.v1+json", "manifests": [
    describe(b"x", "manifest.v1+json", platform={"os": "linux", "architecture": "arm64"}),
    describe(manifest, "manifest.v1+json", platform={"os": "linux", "architecture": "amd64"}),
    describe(b"y", "manifest.v1+json", platform={"os": "unknown", "architecture": "unknown"})]}).encode()
blobs = {digest(data): data for data in (layer, config)}
log, counts = open(sys.argv[1] + ".log", "w", buffering=1), {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body=b"", length=None, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        if length is not None:
            self.close_connection = True

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        authorization = self.headers.get("Authorization")
        log.write(json.dumps([self.command, self.path, self.headers.get("Range"), authorization]) + "\n")
        counts[url.path] = counts.get(url.path, 0) + 1
        if url.path == "/v2/":
            return self.answer(200)
        if url.path == "/token":
            query = urllib.parse.parse_qs(url.query)
            known = "Basic " + base64.b64encode(b"user:pass:word").decode()
            if authorization != known or query.get("scope") != ["repository:token:pull"] or query["service"] != ["it"]:
                return self.answer(401, b'{"errors":[{"message":"who are you"}]}')
            return self.answer(200, b'{"token":"good-token"}')
        if url.path.startswith("/elsewhere/"):
            return self.answer(200, blobs[url.path.split("/")[-1]])
        _, _, repository, kind, name = url.path.split("/", 4)
        if repository == "token" and authorization != "Bearer good-token":
            port = self.server.server_address[1]
            challenge = f'Bearer realm="http://localhost:{port}/token",service="it",scope="repository:token:pull"'
            return self.answer(401, WWW_Authenticate=challenge)
        if repository == "elsewhere-token":
            return self.answer(401, WWW_Authenticate='Bearer realm="file:///etc/passwd",service="it"')
        if repository == "busy" and counts[url.path] < 3:
            return self.answer(503, Retry_After="0")
        if kind == "manifests":
            return self.manifest(repository, name)
        data = blobs.get(name)
        if data is None:
            return self.answer(404, b'{"errors":[{"code":"BLOB_UNKNOWN","message":"blob unknown"}]}')
        self.blob(repository, name, data)

    do_HEAD = do_GET

    def manifest(self, repository, name):
        if repository == "missing":
            return self.answer(404, b'{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}')
        data = index if repository == "multi" and name == "latest" else manifest
        if repository == "huge":
            data = data + b" " * (5 << 20)
        if repository == "schema1":
            data = b'{"schemaVersion":1,"fsLayers":[]}'
            return self.answer(200, data, Content_Type="application/vnd.docker.distribution.manifest.v1+prettyjws")
        told = digest(b"other") if repository == "wrong-manifest" else digest(data)
        self.answer(200, data, Content_Type=json.loads(data).get("mediaType", ""), Docker_Content_Digest=told)

    def blob(self, repository, name, data):
        if repository == "wrong-blob":
            data = data[:-1] + b"x"
        if repository == "long-blob":
            data = data + b"more"
        if repository == "short-blob":
            data = data[:-1]
        if repository == "redirect":
            return self.answer(307, Location=f"http://127.0.0.1:{self.server.server_address[1]}/elsewhere/{name}")
        if repository == "to-file":
            return self.answer(307, Location="file:///etc/hostname")
        asked = self.headers.get("Range")
        start = int(asked[6:].split("-")[0]) if asked and repository != "no-range" else 0
        if repository in ("breaks", "no-range") and len(data) > 100000 and counts[self.path] < 3:
            # A third of what is missing, then silence.
            part = data[start:start + (len(data) - start) // 3]
            return self.answer(206 if start else 200, part, length=len(data) - start)
        if repository == "never" and len(data) > 100000:
            return self.answer(200, data[:1000], length=len(data))
        self.answer(206 if start else 200, data[start:])


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


server = Server(("127.0.0.1", 0), Handler)
with open(sys.argv[1] + ".new", "w") as file:
    file.write(str(server.server_address[1]))
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()
