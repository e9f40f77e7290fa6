// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

@Suite("Pulling from registries that fail") struct FaultyRegistryTests {
  @Test(
    "What is wrong or absent is refused, with the reason, and nothing is left",
    arguments: [
      ("missing", "manifest unknown"), ("huge", "more than"), ("schema1", "schema 1"),
      ("wrong-manifest", "has the digest"),
      ("wrong-blob", "has the digest"), ("long-blob", "longer than"), ("to-file", "protocol"),
      ("elsewhere-token", "not https"),
    ])
  func refused(repository: String, reason: String) throws {
    try Fixture.with { fixture in
      let server = try TestServer.faulty(fixture)
      let bundle = try BundleProgram(fixture)
      let result = try bundle("pull", "localhost:\(server.port)/\(repository)")
      #expect(result.status == 1)
      #expect(result.errors.lowercased().contains(reason), "\(result.errors)")
      #expect(try bundle("images", "-q").output.isEmpty)
      try bundle.succeed("gc")
      #expect(try bundle("fsck").output.isEmpty)
    }
  }

  @Test("A connection that breaks is taken up where it was", arguments: ["breaks", "no-range"])
  func resume(repository: String) throws {
    try Fixture.with { fixture in
      let server = try TestServer.faulty(fixture)
      let bundle = try BundleProgram(fixture)
      try bundle.succeed("pull", "localhost:\(server.port)/\(repository)")
      try bundle.succeed("fsck")
      let ranges = try TestServer.log(fixture).compactMap { $0[2] }
      #expect(ranges.count == 2 && Set(ranges).count == (repository == "breaks" ? 2 : 1), "\(ranges)")
    }
  }

  @Test("What a killed pull left is continued by the next one") func continued() throws {
    try Fixture.with { fixture in
      let server = try TestServer.faulty(fixture)
      let bundle = try BundleProgram(fixture)
      #expect(try bundle("pull", "localhost:\(server.port)/never").status == 1)
      let left = try FileManager.default.contentsOfDirectory(atPath: fixture.path("store/tmp"))
      #expect(left.count == 1 && left[0].hasPrefix("partial-sha256-"))
      try bundle.succeed("pull", "localhost:\(server.port)/good")
      #expect(
        try TestServer.log(fixture).contains { $0[1]?.hasPrefix("/v2/good/blobs/") == true && $0[2] == "bytes=1000-" })
      try bundle.succeed("fsck")
      #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.path("store/tmp")).isEmpty)
    }
  }

  @Test("An overloaded registry is asked again") func busy() throws {
    try Fixture.with { fixture in
      let server = try TestServer.faulty(fixture)
      try BundleProgram(fixture).succeed("pull", "localhost:\(server.port)/busy")
    }
  }

  @Test("A token is fetched with our credentials, and given to no other host") func token() throws {
    try Fixture.with { fixture in
      let server = try TestServer.faulty(fixture)
      let bundle = try BundleProgram(fixture)
      let registry = "localhost:\(server.port)"
      #expect(try bundle("pull", registry + "/token").errors.contains("podman login"))
      #expect(try bundle("pull", "--creds", "user:wrong", registry + "/token").status == 1)
      try bundle.succeed("pull", "--creds", "user:pass:word", registry + "/token")
      let auth = Data("user:pass:word".utf8).base64EncodedString()
      try fixture.file("auth.json", #"{"auths":{"\#(registry)":{"auth":"\#(auth)"}}}"#)
      try bundle.succeed("pull", registry + "/token")
      try bundle.succeed("gc")
      // The redirection leads from localhost to 127.0.0.1.
      try fixture.file("auth.json", #"{"auths":{"\#(registry)":{"auth":"\#(auth)"}}}"#)
      var other = bundle
      other.store = "other"
      try other.succeed("pull", registry + "/redirect")
      let elsewhere = try TestServer.log(fixture).filter { $0[1]?.hasPrefix("/elsewhere/") == true }
      #expect(elsewhere.count == 2 && elsewhere.allSatisfy { $0[3] == nil })
    }
  }

  @Test("A credential helper is asked") func helper() throws {
    try Fixture.with { fixture in
      let server = try TestServer.faulty(fixture)
      var bundle = try BundleProgram(fixture)
      let registry = "localhost:\(server.port)"
      let script = try fixture.file(
        "bin/docker-credential-test",
        "#!/bin/sh\n[ \"$1\" = get ] && [ \"$(cat)\" = \(registry) ] && echo '{\"Username\":\"user\",\"Secret\":\"pass:word\"}'\n"
      )
      #expect(chmod(script, 0o755) == 0)
      bundle.environment["PATH"] = fixture.path("bin") + ":/usr/bin:/bin"
      try fixture.file("auth.json", #"{"credHelpers":{"\#(registry)":"test"}}"#)
      try bundle.succeed("pull", registry + "/token")
      try fixture.file("auth.json", #"{"credHelpers":{"\#(registry)":"../../tmp/x"}}"#)
      #expect(try bundle("pull", registry + "/token").errors.contains("no name of a credential helper"))
    }
  }

  @Test("An image for several platforms is chosen from, and what is not there is told") func platforms() throws {
    try Fixture.with { fixture in
      let server = try TestServer.faulty(fixture)
      let bundle = try BundleProgram(fixture)
      try bundle.succeed("pull", "--platform", "linux/amd64", "localhost:\(server.port)/multi")
      let result = try bundle("pull", "--platform", "linux/s390x", "localhost:\(server.port)/multi")
      #expect(result.errors.contains("linux/arm64, linux/amd64"), "\(result.errors)")
    }
  }

  @Test("A mirror is asked first, the registry when it fails; short names at each search registry") func rules() throws
  {
    try Fixture.with { fixture in
      let server = try TestServer.faulty(fixture)
      let bundle = try BundleProgram(fixture)
      let registry = "localhost:\(server.port)"
      try fixture.file(
        "registries.conf",
        """
        unqualified-search-registries = ["127.0.0.1:1", "\(registry)"]
        [[registry]]
        location = "\(registry)"
        [[registry.mirror]]
        location = "\(registry)/missing"
        [[registry]]
        location = "blocked.invalid"
        blocked = true
        """)
      #expect(try bundle("pull", "blocked.invalid/x").errors.contains("blocks it"))
      try bundle.succeed("pull", "good")
      #expect(try bundle("images", "--format", "json").output.contains(#""Repository":"\#(registry)/good""#))
      try bundle.succeed("inspect", "good")
      #expect(try TestServer.log(fixture).contains { $0[1]?.hasPrefix("/v2/missing/good/") == true })
    }
  }
}
