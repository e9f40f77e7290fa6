// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import Foundation
import ImagePlan
import Kernel
import OCI
import TestSupport
import Testing

extension TestServer {
  /// Serves the files of a folder; some paths answer otherwise.
  static func files(_ fixture: Fixture, _ folder: String) throws -> TestServer {
    let script = """
      import http.server, os, sys
      os.chdir(sys.argv[1])
      class Handler(http.server.SimpleHTTPRequestHandler):
          broken = 0
          def log_message(self, *arguments): pass
          def do_GET(self):
              path, _, query = self.path.partition('?')
              if path == '/redirect':
                  self.send_response(302); self.send_header('Location', query); self.end_headers()
              elif path == '/login':
                  self.body((self.headers.get('Authorization') or '-').encode(), [])
              elif path == '/named':
                  self.body(b'n', [('Content-Disposition', 'attachment; filename="given.txt"')])
              elif path == '/once' and Handler.broken < 1:
                  Handler.broken += 1
                  self.send_response(200); self.send_header('Content-Length', '9'); self.end_headers(); self.wfile.write(b'half')
              elif path == '/once': self.body(b'whole', [])
              elif path == '/': self.body(b'root', [])
              elif path.startswith('/private/') and self.headers.get('Authorization') != 'Basic bWU6c2VjcmV0':
                  self.send_error(401)
              else: super().do_GET()
          def body(self, bytes, headers):
              self.send_response(200)
              for name, value in headers: self.send_header(name, value)
              self.send_header('Content-Length', str(len(bytes))); self.end_headers(); self.wfile.write(bytes)
      server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
      open(sys.argv[2] + '.new', 'w').write(str(server.server_address[1])); os.rename(sys.argv[2] + '.new', sys.argv[2])
      server.serve_forever()
      """
    let file = fixture.path("files-port")
    return try TestServer("/usr/bin/python3", ["-c", script, folder, file], fixture) {
      (try? String(contentsOfFile: file, encoding: .utf8)).flatMap { Int($0) }
    }
  }
}

@Suite("ADD from the network", .needs(.root)) struct AddRemoteTests {
  private func serving(_ script: String, _ body: (CopyFixture, String) throws -> Void) throws {
    try CopyFixture.with("mkdir www; cd www; echo x >f; touch -d @1000000 f; tar -cf t.tar f; " + script) { copy in
      let server = try TestServer.files(copy.fixture, copy.fixture.path("www"))
      try body(copy, "http://127.0.0.1:\(server.port)")
    }
  }

  private func request(_ url: String, to destination: String) -> CopyRequest {
    CopyRequest([.url(url)], to: destination)
  }

  @Test("A file is root's, 0600, with the server's time, called as in the URL or as the destination says")
  func files() throws {
    try serving("true") { copy, host in
      for (path, place) in [
        ("/f", "/d/"), ("/f?x=y/z", "/e"), ("/named", "/n/"), ("/once", "/o/"), ("/redirect?/f", "/r/"), ("/", "/u/"),
      ] {
        try copy.copy(request(host + path, to: place))
      }
      var options = request(host + "/f", to: "/c/")
      (options.owner, options.mode) = ("5:6", "644")
      try copy.copy(options)
      #expect(
        try copy.listing("root") == """
          drw-r--r-- 5:6 c
          -rw-r--r-- 5:6 c/f =x
          drwxr-xr-x 0:0 d
          -rw------- 0:0 d/f =x
          -rw------- 0:0 e =x
          drwxr-xr-x 0:0 n
          -rw------- 0:0 n/named =n
          drwxr-xr-x 0:0 o
          -rw------- 0:0 o/once =whole
          drwxr-xr-x 0:0 r
          -rw------- 0:0 r/redirect =x
          drwxr-xr-x 0:0 u
          -rw------- 0:0 u/__unnamed__ =root
          """)
      let times = try copy.shell("stat -c %Y root/d/f root/n/named")
      #expect(times == "1000000\n0\n")
    }
  }

  @Test("Archives are unpacked only when --unpack says so")
  func archives() throws {
    try serving("true") { copy, host in
      var wanted = request(host + "/t.tar", to: "/a/")
      wanted.unpacks = nil
      try copy.copy(wanted)
      (wanted.unpacks, wanted.destination) = (true, "/b/")
      try copy.copy(wanted)
      let found = try copy.shell("cd root; ls a b; stat -c %a a/t.tar")
      #expect(found == "a:\nt.tar\n\nb:\nf\n600\n")
    }
  }

  @Test("A checksum is compared before anything is seen; the key is the content's")
  func checksums() throws {
    try serving("true") { copy, host in
      let right = Hashing.digest(of: Array("x\n".utf8)).text
      var wanted = request(host + "/f", to: "/d/")
      wanted.checksum = right
      try copy.copy(wanted)
      wanted.checksum = Hashing.digest(of: []).text
      let found = failure { try copy.copy(wanted) }
      #expect(found?.code == .digestMismatch)
      #expect(found?.message.contains(right) == true)
      wanted.checksum = "sha256:zz"
      #expect(failure { try copy.copy(wanted) }?.message.hasPrefix("--checksum=sha256:zz: ") == true)
      wanted.checksum = right
      wanted.sources.append(.path("f"))
      #expect(failure { try copy.copy(wanted) }?.message == "checksum can't be specified for multiple sources")
      wanted.sources.removeFirst()
      #expect(failure { try copy.copy(wanted) }?.message == "checksum requires HTTP(S) or Git sources")
      let before = try copy.digest(request(host + "/f", to: "/"))
      try copy.shell("touch www/f")
      #expect(try copy.digest(request(host + "/f", to: "/")) == before)
      try copy.shell("echo y >>www/f")
      #expect(try copy.digest(request(host + "/f", to: "/")) != before)
    }
  }

  @Test("What is not there or leads elsewhere is refused, and nothing of it stays")
  func refusals() throws {
    try serving("true") { copy, host in
      let cases = [
        ("/none", "the server answers 404"), ("/redirect?file://\(copy.fixture.path("host/secret"))", "protocol"),
        ("/redirect?ftp://127.0.0.1/x", "protocol"),
      ]
      for (path, message) in cases {
        let found = failure { try copy.copy(request(host + path, to: "/d/")) }
        #expect(found?.message.contains(message) == true, "\(path): \(found?.message ?? "fetched")")
      }
      #expect(failure { try copy.copy(request("http://127.0.0.1:1/x", to: "/d/")) }?.code == .build)
      let left = try copy.shell("ls -A store/tmp; find root -type f")
      #expect(left == "")
    }
  }

  @Test("Who is named in a URL is told to the server, and not in messages")
  func logins() throws {
    try serving("true") { copy, host in
      let url = host.replacingOccurrences(of: "http://", with: "http://me:p%40ss@")
      try copy.copy(request(url + "/login", to: "/l"))
      let found = try copy.shell("cat root/l")
      #expect(found == "Basic " + Data("me:p@ss".utf8).base64EncodedString())
      let error = failure { try copy.copy(request(url + "/none", to: "/l")) }
      #expect(error?.message.contains("p%40ss") == false && error?.message.contains("p@ss") == false)
    }
  }
}

@Suite("ADD from git repositories", .needs(.root)) struct AddGitTests {
  /// A repository behind plain files, as any web server gives it.
  private func serving(_ script: String = "true", _ body: (CopyFixture, String) throws -> Void) throws {
    let make = """
      export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
      export GIT_AUTHOR_DATE='@1000000 +0000' GIT_COMMITTER_DATE='@1000000 +0000'
      mkdir www; git init -q -b main work; cd work; mkdir -m 700 d; echo x >d/f; echo y >run; chmod 700 run; ln -s /etc l
      git add .; git commit -qm one; git tag v1; echo z >d/f; git commit -qam two; git branch side
      \(script)
      cd ..; git clone -q --bare work www/r.git; git -C www/r.git update-server-info
      """
    try CopyFixture.with(make) { copy in
      let server = try TestServer.files(copy.fixture, copy.fixture.path("www"))
      try body(copy, "http://127.0.0.1:\(server.port)/r.git")
    }
  }

  private func request(_ url: String, to destination: String = "/o") -> CopyRequest {
    CopyRequest([.git(url)], to: destination)
  }

  @Test("The files are root's, 0644 or 0755, without the repository")
  func files() throws {
    try serving { copy, url in
      try copy.copy(request(url))
      #expect(
        try copy.listing("root/o") == """
          drwxr-xr-x 0:0 d
          -rw-r--r-- 0:0 d/f =z
          l 0:0 l -> /etc
          -rwxr-xr-x 0:0 run =y
          """)
    }
  }

  @Test("Branches, tags and commits are found; a folder is looked for inside; the key is the commit and what is asked")
  func references() throws {
    try serving { copy, url in
      let first = try copy.shell("git -C work rev-parse v1").trimmingCharacters(in: .newlines)
      for (index, suffix) in [
        "#v1:d", "?tag=v1&subdir=d", "#\(first):d", "#\(first.prefix(9)):d/../d", "#refs/tags/v1:/d",
      ].enumerated() {
        try copy.copy(request(url + suffix, to: "/\(index)/"))
        let text = try copy.shell("cat root/\(index)/f")
        #expect(text == "x\n", "\(suffix)")
      }
      for suffix in ["#side:d", "?branch=side&subdir=d", "#refs/heads/main:d"] {
        try copy.copy(request(url + suffix, to: "/n/"))
      }
      #expect(try copy.digest(request(url + "#v1")) == copy.digest(request(url + "#\(first)", to: "/other")))
      #expect(try copy.digest(request(url + "#v1")) != copy.digest(request(url)))
      #expect(try copy.digest(request(url + "#v1:d")) != copy.digest(request(url + "#v1")))
      var timed = request(url + "?mtime=commit", to: "/t")
      try copy.copy(timed)
      (timed.sources, timed.destination, timed.epoch) = ([.git(url)], "/u", 500)
      try copy.copy(timed)
      let times = try copy.shell("stat -c %Y root/t/run root/u/run")
      #expect(times == "1000000\n500\n")
    }
  }

  @Test("A repository whose ids have 64 digits is one like others")
  func longIDs() throws {
    let script = "rm -rf .git; git init -q -b main --object-format=sha256; git add .; git commit -qm one"
    try serving(script) { copy, url in
      var wanted = request(url)
      wanted.checksum = try copy.shell("git -C work rev-parse main").trimmingCharacters(in: .newlines)
      try copy.copy(wanted)
      #expect(wanted.checksum.utf8.count == 64)
      let text = try copy.shell("cat root/o/d/f")
      #expect(text == "z\n")
    }
  }

  @Test("A checksum is compared with the commit")
  func checksums() throws {
    try serving { copy, url in
      let first = try copy.shell("git -C work rev-parse v1").trimmingCharacters(in: .newlines)
      var wanted = request(url + "#v1")
      wanted.checksum = first
      try copy.copy(wanted)
      wanted.sources = [.git(url)]
      #expect(failure { try copy.copy(wanted) }?.code == .digestMismatch)
      wanted.checksum = "nothing"
      #expect(failure { try copy.copy(wanted) }?.message.contains("is no id of a commit") == true)
    }
  }

  @Test("The repository stays when it is asked for, without whoever the URL names, whom only the server is told")
  func keeping() throws {
    try serving { copy, url in
      try copy.shell("mkdir www/private; cp -r www/r.git www/private")
      let place = url.replacingOccurrences(of: "/r.git", with: "/private/r.git")
      let refused = failure { try copy.copy(request(place)) }
      #expect(refused?.code == .build)
      var wanted = request(place.replacingOccurrences(of: "http://", with: "http://me:secret@"))
      wanted.keepsGitDirectory = true
      try copy.copy(wanted)
      let subject = try copy.shell(
        "git -C root/o -c safe.directory='*' log --format=%s -1; grep -rE 'secret|bWU6c2VjcmV0' root/o/.git || true")
      #expect(subject == "two\n")
      let error = failure {
        try copy.copy(request(place.replacingOccurrences(of: "http://", with: "http://me:wrong@")))
      }
      #expect(error?.message.contains("wrong") == false)
    }
  }

  @Test(
    "A hostile repository leads nowhere",
    arguments: [
      ("ln -s ../../../../../../../../../../host out", "#:out"), ("ln -s $PWD/../host out", "#:out"),
      ("ln -s / out", "#:out/etc"), ("true", "#:../../../host"), ("true", "#:none"), ("true", "#:run"),
      (
        "git config -f .gitmodules submodule.s.path s; git config -f .gitmodules submodule.s.url 'ext::touch host/new'",
        ""
      ),
      (
        "git config -f .gitmodules submodule.s.path s; git config -f .gitmodules submodule.s.url ../host; git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),s",
        ""
      ),
      (
        "git config -f .gitmodules submodule.s.path s; git config -f .gitmodules submodule.s.url file:///etc; git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),s",
        ""
      ),
      ("printf '* filter=evil\\n' >.gitattributes", ""),
    ])
  func hostile(_ script: String, _ suffix: String) throws {
    try serving(script + "; git add -A . 2>/dev/null || true; git commit --allow-empty -qm three") { copy, url in
      _ = failure { try copy.copy(request(url + suffix)) }
      let text = try copy.listing("root")
      #expect(!text.contains("untouched") && !text.contains("passwd"), "\(text)")
    }
  }

  @Test(
    "What is no reference, or an option, is refused",
    arguments: ["#--upload-pack=touch", "#a:../b:c", "#none", "#v1~1", "?ref=a*", "?ref=x:y"])
  func words(_ suffix: String) throws {
    try serving { copy, url in
      #expect(failure { try copy.copy(request(url + suffix)) }?.code == .build)
      let left = try copy.shell("ls -A store/tmp")
      #expect(left == "")
    }
  }

  @Test("Submodules come with it, unless they are not wanted")
  func submodules() throws {
    try serving { copy, url in
      try copy.shell(
        """
        export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
        git init -q -b main outer; cd outer; git submodule --quiet add \(url) s; git commit -qm one
        cd ..; git clone -q --bare outer www/o.git; git -C www/o.git update-server-info
        """)
      let outer = url.replacingOccurrences(of: "r.git", with: "o.git")
      try copy.copy(request(outer))
      try copy.copy(request(outer + "?submodules=false", to: "/p"))
      let found = try copy.shell("cat root/o/s/d/f; ls -A root/p/s; find root -name .git")
      #expect(found == "z\n")
    }
  }
}
