// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@Suite(
  "Push and pull with Debian's docker-registry",
  .enabled(if: Host.exists("/usr/bin/docker-registry"), "needs docker-registry: make deps"))
struct RegistryTests {
  @Test("What is pushed comes back, whole or in parts, and what is there is not sent again") func roundTrip() throws {
    try Fixture.with { fixture in
      let registry = try TestServer.docker(fixture)
      var bundle = try BundleProgram(fixture)
      let id = try bundle.makeImage("hello:1", text: String(repeating: UUID().uuidString, count: 20_000))
      let name = "localhost:\(registry.port)/team/hello:1"
      let digest = try bundle.succeed("push", "--chunk-size", "65536", "hello:1", name)
      #expect(try bundle("push", "hello:1", name).errors.contains("already there"))
      bundle.store = "other"
      #expect(try bundle.succeed("pull", name) == id)
      #expect(
        try bundle("inspect", "--format", "{{index .RepoDigests 0}}", name).output.contains("team/hello@" + digest))
      try bundle.succeed("fsck")
      // A name elsewhere in the registry: the blobs are mounted.
      let mounted = try bundle("push", name, "localhost:\(registry.port)/other:1")
      #expect(mounted.errors.contains("mounted") && !mounted.errors.contains("done"), "\(mounted.errors)")
      try bundle.succeed("rmi", "--force", id)
      #expect(try bundle.succeed("pull", "localhost:\(registry.port)/team/hello@" + digest) == id)
    }
  }

  @Test(
    "skopeo reads what is pushed and writes what is pulled",
    .enabled(if: Host.exists("/usr/bin/skopeo"), "needs skopeo: make deps"))
  func skopeo() throws {
    try Fixture.with { fixture in
      let registry = try TestServer.docker(fixture)
      let bundle = try BundleProgram(fixture)
      let id = try bundle.makeImage("hello:1")
      let name = "localhost:\(registry.port)/hello:1"
      try bundle.succeed("push", "hello:1", name)
      for format in ["oci", "v2s2"] {
        let copy = "localhost:\(registry.port)/\(format):1"
        let result = try Program.run(
          "/usr/bin/skopeo",
          [
            "copy", "--quiet", "--insecure-policy", "--format", format, "--src-tls-verify=false",
            "--dest-tls-verify=false",
            "docker://" + name, "docker://" + copy,
          ], environment: ["HOME": fixture.path("home"), "PATH": "/usr/bin:/bin"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try bundle.succeed("pull", copy) == id)
      }
    }
  }

  @Test("A password is asked for and used") func basic() throws {
    try Fixture.with { fixture in
      // bcrypt of "secret", which is all that docker-registry reads.
      let hash = "$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a"
      let users = try fixture.file("htpasswd", "me:\(hash)\n")
      let registry = try TestServer.docker(fixture, auth: "auth: {htpasswd: {realm: here, path: \"\(users)\"}}")
      let bundle = try BundleProgram(fixture)
      _ = try bundle.makeImage("hello:1")
      let name = "localhost:\(registry.port)/hello:1"
      #expect(try bundle("push", "hello:1", name).errors.contains("wants a user and a password"))
      #expect(try bundle("push", "--creds", "me:wrong", "hello:1", name).status == 1)
      try bundle.succeed("push", "--creds", "me:secret", "hello:1", name)
      try bundle.succeed("pull", "--creds", "me:secret", name)
    }
  }

  @Test(
    "A certificate is verified unless told otherwise", .enabled(if: Host.exists("/usr/bin/openssl"), "needs openssl"))
  func certificates() throws {
    try Fixture.with { fixture in
      let made = try Program.run(
        "/usr/bin/openssl",
        [
          "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
          "subjectAltName=DNS:localhost", "-keyout", fixture.path("key.pem"), "-out", fixture.path("cert.pem"),
        ])
      #expect(made.status == 0, "\(made.errors)")
      let tls = "  tls: {certificate: \"\(fixture.path("cert.pem"))\", key: \"\(fixture.path("key.pem"))\"}"
      let registry = try TestServer.docker(fixture, http: tls)
      let bundle = try BundleProgram(fixture)
      _ = try bundle.makeImage("hello:1")
      let name = "localhost:\(registry.port)/hello:1"
      #expect(try bundle("push", "hello:1", name).errors.contains("not trusted"))
      try bundle.succeed("push", "--tls-verify", "false", "hello:1", name)
      try fixture.file("certs/authority.crt", try String(contentsOfFile: fixture.path("cert.pem"), encoding: .utf8))
      try bundle.succeed("pull", "--cert-dir", fixture.path("certs"), name)
    }
  }
}
