// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import Dockerfile
import ImagePlan
import OCI
import Testing

@Suite("Contexts of a build") struct ContextTests {
  @Test(
    "What is in the network is told from paths",
    arguments: [
      (".", false, ""), ("/a/b", false, ""), ("a.git", true, ""), ("github.com/a/b", true, ""),
      ("github.com/a/b", false, "https://github.com/a/b"),
      ("https://host/a.git#main:docs", false, "https://host/a.git"),
      ("git@host:a/b.git", false, "git@host:a/b.git"), ("ssh://git@host/a.git", true, "ssh://git@host/a.git"),
    ])
  func repositories(text: String, isPath: Bool, remote: String) throws {
    let address = try RemoteAddress(text, isPath: isPath)
    if remote.isEmpty {
      #expect(address == nil)
    } else {
      guard case .git(let reference) = address else { throw Missing() }
      #expect(reference.remote == remote)
    }
  }
  struct Missing: Error {}

  @Test("Web addresses that are no repositories are files and archives") func files() throws {
    #expect(try RemoteAddress("https://host/a.tar.gz", isPath: false) == .url("https://host/a.tar.gz"))
    #expect(try RemoteAddress("http://host/", isPath: false) == .url("http://host/"))
    for text in ["ftp://host/a", "file:///a", "oci-layout://a"] {
      #expect(throws: BuildError.self, "\(text)") { try RemoteAddress(text, isPath: false) }
    }
  }

  private static let digests = ["a", "b", "c"].map { try? Digest(.sha256, hex: String(repeating: $0, count: 64)) }

  @Test(
    "Layouts are named by folder, tag and digest",
    arguments: [
      ("/a/b", "/a/b", nil, false), ("a:1", "a", "1", false), ("/a:b/c", "/a:b/c", nil, false),
      ("./a:b/c:2", "./a:b/c", "2", false), ("a@sha256:\(String(repeating: "a", count: 64))", "a", nil, true),
      ("a:1@sha256:\(String(repeating: "a", count: 64))", "a", "1", true), ("a@b/c", "a@b/c", nil, false),
    ] as [(String, String, String?, Bool)])
  func layouts(text: String, folder: String, tag: String?, hasDigest: Bool) throws {
    let layout = try LayoutReference(parsing: text)
    #expect(layout.folder == folder && layout.tag == tag && (layout.digest != nil) == hasDigest)
    #expect(layout.text == "oci-layout://" + text)
  }

  @Test("What is no layout is refused", arguments: ["", ":1", "a@sha256:1", "@sha256:x"])
  func badLayouts(text: String) { #expect(throws: Failure.self) { try LayoutReference(parsing: text) } }

  @Test("Of a layout the digest is taken, the tag, the only image, or the latest") func choice() throws {
    func entry(_ place: Int, _ name: String?) throws -> ContentDescriptor {
      var entry = ContentDescriptor(
        mediaType: MediaType.imageManifest(.oci).text, digest: try #require(Self.digests[place]), size: 1)
      if let name { entry.annotations = [KeyValue(key: "name", value: name)] }
      return entry
    }
    let entries = [try entry(0, "host/a:1"), try entry(1, "2"), try entry(2, nil)]
    func chosen(_ text: String, _ entries: [ContentDescriptor]) throws -> Digest? {
      try LayoutReference(parsing: text).choose(from: entries, name: "name")?.digest
    }
    #expect(try chosen("x:1", entries) == Self.digests[0])
    #expect(try chosen("x:2", entries) == Self.digests[1])
    #expect(try chosen("x:3", entries) == nil)
    #expect(try chosen("x", entries) == nil)
    #expect(try chosen("x", [try entry(1, "2")]) == Self.digests[1])
    #expect(try chosen("x", entries + [try entry(2, "latest")]) == Self.digests[2])
    #expect(try chosen("x@sha256:\(String(repeating: "c", count: 64))", entries) == Self.digests[2])
  }
}
