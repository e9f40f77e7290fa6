// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import ImagePlan
import LinuxABI
import Testing

@Suite("Upper directories become layers") struct LayerDiffTests {
  private static func entry(
    _ name: String, _ mode: UInt32, _ attributes: [(String, String)] = [], device: DeviceNumber? = nil
  ) -> LayerDiff.Entry {
    LayerDiff.Entry(
      name: Array(name.utf8), mode: mode, device: device ?? DeviceNumber(rawValue: 0),
      attributes: attributes.map { FileAttribute(Array($0.0.utf8), Array($0.1.utf8)) })
  }

  private static func plain(
    _ attributes: [(String, String)] = [], _ opacity: LayerChange.Opacity = .none
  ) -> LayerChange {
    .entry(attributes: attributes.map { FileAttribute(Array($0.0.utf8), Array($0.1.utf8)) }, opacity: opacity)
  }

  private static let (file, folder, device, socket): (UInt32, UInt32, UInt32, UInt32) =
    (0o100644, 0o040755, 0o020600, 0o140755)

  /// An entry, the opacity of its folder, overlay's marks, what becomes of it.
  static let cases: [(LayerDiff.Entry, LayerChange.Opacity, OverlayMarks, LayerChange)] = [
    (entry("f", file), .none, .trusted, plain()),
    (entry("gone", device), .none, .trusted, .whiteout),
    (entry("gone", device), .none, .user, .whiteout),
    (entry("zero", device), .none, .none, plain()),
    (entry("null", device, device: .null), .none, .trusted, plain()),
    (entry("s", socket), .none, .trusted, .nothing),
    (entry("d", folder, [("trusted.overlay.opaque", "y")]), .none, .trusted, plain([], .opaque)),
    (entry("d", folder, [("trusted.overlay.opaque", "x")]), .none, .trusted, plain([], .marked)),
    (entry("d", folder, [("user.overlay.opaque", "y")]), .none, .user, plain([], .opaque)),
    (
      entry("d", folder, [("user.overlay.opaque", "y")]), .none, .trusted, plain([("user.overlay.opaque", "y")])
    ),
    (entry("gone", file, [("trusted.overlay.whiteout", "")]), .marked, .trusted, .whiteout),
    (entry("f", file, [("trusted.overlay.whiteout", "")]), .none, .trusted, plain()),
    (
      entry("f", file, [("trusted.overlay.origin", "o"), ("user.a", "1"), ("security.selinux", "l")]), .none, .trusted,
      plain([("user.a", "1")])
    ),
    (
      entry("d", folder, [("trusted.overlay.overlay.opaque", "y")]), .none, .trusted,
      plain([("trusted.overlay.opaque", "y")])
    ),
    (entry(".wh.f", file), .none, .none, plain()),
  ]

  @Test("What becomes of an entry", arguments: cases.indices) func becomes(index: Int) throws {
    let (entry, opacity, marks, change) = Self.cases[index]
    #expect(try LayerDiff(marks).judge(entry, in: opacity) == change)
  }

  @Test("What the upper directory alone does not tell, or a layer cannot say, is refused") func refused() {
    for attribute in ["redirect", "metacopy"] {
      #expect(throws: Failure.self) {
        try LayerDiff(.trusted).judge(Self.entry("d", Self.folder, [("trusted.overlay." + attribute, "")]), in: .none)
      }
    }
    #expect(throws: Failure.self) { try LayerDiff(.trusted).judge(Self.entry(".wh.f", Self.file), in: .none) }
  }
}
