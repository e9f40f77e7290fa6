// SPDX-License-Identifier: Apache-2.0
import OCI
import TestSupport
import Testing

@Suite("Image references and digests") struct ImageReferenceTests {
  static let hex = String(repeating: "0123456789abcdef", count: 4)

  @Test(
    "A name is taken apart as Docker and Podman do",
    arguments: [
      ("helloworld", nil, "helloworld", nil, "helloworld:latest"),
      ("a/b:1", nil, "a/b", "1", "a/b:1"),
      ("localhost/x", "localhost", "x", nil, "localhost/x:latest"),
      ("registry.example/a/b:v1.2_3", "registry.example", "a/b", "v1.2_3", "registry.example/a/b:v1.2_3"),
      ("127.0.0.1:5000/x", "127.0.0.1:5000", "x", nil, "127.0.0.1:5000/x:latest"),
      ("[::1]:5000/x:t", "[::1]:5000", "x", "t", "[::1]:5000/x:t"),
      ("x:5000/y", "x:5000", "y", nil, "x:5000/y:latest"),
      ("a__b/c--d.e", nil, "a__b/c--d.e", nil, "a__b/c--d.e:latest"),
    ] as [(String, String?, String, String?, String)])
  func parts(text: String, registry: String?, repository: String, tag: String?, stored: String) throws {
    let reference = try ImageReference(parsing: text)
    #expect(reference.registry == registry)
    #expect(reference.repository == repository)
    #expect(reference.tag == tag)
    #expect(reference.text == stored)
  }

  @Test("A digest names without a tag") func digest() throws {
    let reference = try ImageReference(parsing: "a.example/b@sha256:\(Self.hex)")
    #expect(reference.digest?.hex == Self.hex)
    #expect(reference.text == "a.example/b@sha256:\(Self.hex)")
  }

  @Test(
    "What is not of the grammar is refused",
    arguments: [
      "", "A", "a/B", "a:", "a:-x", "/a", "a/", "a//b", "a/../b", "..", "a..b", "a___b", "_a", "a_", "a:b:c", "a b",
      "a\nb",
      "x.example:0/a", "x.example:port/a", "a@sha256:12", "a@md5:d41d8cd98f00b204e9800998ecf8427e", hex,
      String(repeating: "a", count: 256), "a:" + String(repeating: "t", count: 129),
    ])
  func refused(text: String) { #expect(throws: ReferenceError.self) { try ImageReference(parsing: text) } }

  @Test(
    "A digest that could be another file's name is refused",
    arguments: [
      "sha256:../../../etc/passwd", "sha256:" + hex.uppercased(), "sha256:" + hex + "0", "sha256/" + hex, "../x:" + hex,
      "sha512:" + hex, "blake3:" + hex, ":", "",
    ])
  func digestRefused(text: String) { #expect(throws: ReferenceError.self) { try Digest(parsing: text) } }

  @Test("Every media type is read as it is written") func mediaTypes() {
    var types: [MediaType] = MediaType.accepted + [.imageConfig(.oci), .imageConfig(.docker), .emptyJSON, .schema1]
    for compression in LayerCompression.allCases {
      for distributable in [true, false] {
        types += [
          .layer(.oci, compression, distributable: distributable),
          .layer(.docker, compression, distributable: distributable),
        ]
      }
    }
    for type in types { #expect(MediaType(type.text) == type) }
    #expect(Set(types.map { $0.text }).count == types.count)
    #expect(MediaType("application/x") == .other("application/x"))
  }
}
