// SPDX-License-Identifier: Apache-2.0
import BundleKit
import Foundation
import Kernel
import OCI
import TestSupport
import Testing

@Suite("The user in a bundle's config.json")
struct BundleUserTests {
  private static let passwd = "root:x:0:0:root:/root:/bin/sh\nweb:x:7:8::/home/web:/bin/sh\n"

  /// What unpacking an image with those entries and that user says: `uid:gid`, or the error.
  private func user(_ name: String, _ entries: (String) -> [TarEntry]) throws -> String {
    var text = ""
    try LayerImage.withHost { store, host, fixture in
      var image = LayerImage([TarEntry.archive([.folder("etc/")] + entries(host.path))])
      image.config.config.user = name
      let bundle = fixture.path("bundles/flat")
      text = LayerImage.unpack(try image.add(to: store), store, to: bundle, isFlat: true)
      if !text.hasPrefix("refused: ") {
        let json = try JSONValue(parsing: [UInt8](try Data(contentsOf: URL(fileURLWithPath: bundle + "/config.json"))))
        let user = json["process"]?["user"]
        text = "\(user?["uid"]?.compact ?? ""):\(user?["gid"]?.compact ?? "")"
      }
      host.expectUntouched(fixture)
    }
    return text
  }

  @Test("is looked up in the image's files", .needs(.root)) func plain() throws {
    #expect(try user("web") { _ in [.file("etc/passwd", Self.passwd)] } == "7:8")
    #expect(
      try user("web") { _ in [.folder("x/"), .file("x/p", Self.passwd), .symlink("etc/passwd", "/x/p")] } == "7:8")
    #expect(try user("12:13") { _ in [] } == "12:13")
  }

  @Test("[passwd-symlink] is not looked up in the host's, wherever a link leads", .needs(.root)) func escape() throws {
    let refused = "user evil: not in the container's /etc/passwd"
    #expect(try user("evil") { [.symlink("etc/passwd", $0 + "/etc/passwd")] }.contains(refused))
    #expect(
      try user("evil") { [.symlink("etc/passwd", "../../../../../../../.." + $0 + "/etc/passwd")] }.contains(refused))
    #expect(try user("evil") { [.symlink("etc/passwd", "/proc/1/root" + $0 + "/etc/passwd")] }.contains(refused))
    #expect(try user("evil") { _ in [.symlink("etc/passwd", "passwd")] }.contains(refused))
  }

  @Test("[passwd-fifo] [passwd-device] [passwd-huge] is not waited for", .needs(.root)) func odd() throws {
    let refused = "user web: not in the container's /etc/passwd"
    #expect(try user("web") { _ in [.fifo("etc/passwd")] }.contains(refused))
    #expect(try user("web") { _ in [.node("3", "etc/passwd", 1, 5)] }.contains(refused))
    #expect(try user("web") { _ in [.folder("etc/passwd/")] }.contains(refused))
    let huge = String(repeating: "x:x:1:1::/:\n", count: 100_000)
    #expect(try user("web") { _ in [.file("etc/passwd", huge)] }.contains("/etc/passwd: file too large"))
  }

  @Test("keeps its bundle from being made when it is unknown", .needs(.root)) func unknown() throws {
    #expect(try user("nobody") { _ in [.file("etc/passwd", Self.passwd)] }.hasPrefix("refused: unpack "))
  }
}
