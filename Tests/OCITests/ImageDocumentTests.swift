// SPDX-License-Identifier: Apache-2.0
import OCI
import TestSupport
import Testing

private let digest = "sha256:" + String(repeating: "ab", count: 32)

private func read<T: JSONObject>(_ text: String) throws -> T {
  var reader = JSONReader(try JSONDocument.parse(Array(text.utf8)))
  return try T(&reader)
}

@Suite("Image documents") struct ImageDocumentTests {
  @Test("A configuration is written in the order of image-spec's types, sets and maps sorted") func config() throws {
    let text =
      #"{"created":"2020-01-02T03:04:05Z","author":"me","architecture":"arm64","os":"linux","variant":"v8","config":{"#
      + #""User":"1:2","ExposedPorts":{"53/udp":{},"80/tcp":{}},"Env":["A=1"],"Entrypoint":["/e"],"Cmd":["c"],"#
      + #""Volumes":{"/v":{}},"WorkingDir":"/w","Labels":{"a":"1","b":"2"},"StopSignal":"SIGUSR1","#
      + #""Healthcheck":{"Test":["CMD","x"],"Interval":5},"OnBuild":["RUN x"],"Shell":["/bin/sh","-c"]},"#
      + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"\(digest)\"]},"
      + #""history":[{"created":"2020-01-02T03:04:05Z","created_by":"x","comment":"c","empty_layer":true}]}"#
    let config: ImageConfig = try read(text)
    #expect(String(decoding: config.bytes, as: UTF8.self) == text)
    #expect(config.platform.text == "linux/arm64/v8")
    #expect(config.config.exposedPorts == ["53/udp", "80/tcp"])
    let shuffled: ImageConfig = try read(
      text.replacing(#""53/udp":{},"80/tcp":{}"#, with: #""80/tcp":{},"53/udp":{}"#)
        .replacing(#""a":"1","b":"2""#, with: #""b":"2","a":"1""#))
    #expect(shuffled.bytes == config.bytes)
  }

  @Test(
    "Null members, a missing config and unknown members are fine",
    arguments: [
      #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":null}}"#,
      #"{"architecture":"amd64","os":"linux","config":null,"history":null,"rootfs":{"type":"layers"},"x":{"y":[1]}}"#,
      #"{"config":{"Env":null,"Cmd":null,"Volumes":null,"ExposedPorts":null,"Labels":null,"Healthcheck":null}}"#,
    ])
  func lenient(text: String) throws {
    let config: ImageConfig = try read(text)
    #expect(config.diffIDs.isEmpty && config.config == ContainerConfig())
  }

  @Test("A root file system that is not layers is refused") func rootfs() {
    #expect(throws: JSONError.self) { try read(#"{"rootfs":{"type":"other","diff_ids":[]}}"#) as ImageConfig }
    #expect(throws: JSONError.self) {
      try read(#"{"rootfs":{"type":"layers","diff_ids":["sha256:../x"]}}"#) as ImageConfig
    }
  }

  @Test("A manifest and an index come back as they were written") func manifests() throws {
    let descriptor = "\"digest\":\"\(digest)\",\"size\":3"
    let manifest =
      #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"a/b","#
      + descriptor + #"},"layers":[{"mediaType":"c/d","# + descriptor
      + #","urls":["u"],"annotations":{"k":"v"}}],"annotations":{"x":"y"}}"#
    #expect(String(decoding: try (read(manifest) as ImageManifest).bytes, as: UTF8.self) == manifest)
    let index =
      #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"a/b","#
      + descriptor + #","data":"e30=","platform":{"architecture":"arm","os":"linux","os.version":"1","variant":"v7"},"#
      + #""artifactType":"t"}]}"#
    #expect(String(decoding: try (read(index) as ImageIndex).bytes, as: UTF8.self) == index)
  }

  @Test(
    "A document that is a manifest and an index, or another version, is refused",
    arguments: [
      #"{"schemaVersion":2,"config":CONFIG,"layers":[],"manifests":[]}"#,
      #"{"schemaVersion":2,"config":CONFIG,"layers":[],"mediaType":"application/vnd.oci.image.index.v1+json"}"#,
      #"{"schemaVersion":1,"config":CONFIG,"layers":[]}"#, #"{"schemaVersion":2,"layers":[]}"#,
      #"{"schemaVersion":2,"config":CONFIG}"#, #"{"schemaVersion":2,"config":CONFIG,"layers":[],"layers":[CONFIG]}"#,
      #"{"schemaVersion":2,"config":{"mediaType":"a/b","digest":"sha256:../../x","size":1},"layers":[]}"#,
      #"{"schemaVersion":2,"config":{"mediaType":"a/b","digest":"DIGEST","size":-1},"layers":[]}"#,
      #"{"schemaVersion":2,"config":{"mediaType":"a/b","digest":"DIGEST"},"layers":[]}"#,
    ])
  func refused(text: String) {
    let text = text.replacing("CONFIG", with: #"{"mediaType":"a/b","digest":"DIGEST","size":1}"#)
      .replacing("DIGEST", with: digest)
    #expect(throws: JSONError.self) { try read(text) as ImageManifest }
  }

  @Test("An index with layers or of another type is refused") func indexRefused() {
    for text in [
      #"{"schemaVersion":2,"manifests":[],"layers":[]}"#, #"{"schemaVersion":2}"#,
      #"{"schemaVersion":2,"manifests":[],"mediaType":"application/vnd.oci.image.manifest.v1+json"}"#,
    ] { #expect(throws: JSONError.self) { try read(text) as ImageIndex } }
  }

  @Test("Any JSON comes back from its tree as it was") func values() throws {
    let text = #"{"a":[1,-2.50e3,true,false,null,"x\"\n"],"b":{},"c":[]}"#
    let value = try JSONValue(parsing: Array(text.utf8))
    #expect(value.compact == text)
    #expect(value["a"]?.array?.count == 6)
    #expect(value["a"]?.array?.last?.string == "x\"\n")
    #expect(value["z"] == nil)
    #expect(value == (try JSONValue(parsing: Array(text.utf8))))
    #expect(JSONValue.object([("n", .integer(-7))]).pretty == "{\n    \"n\": -7\n}")
  }
}
