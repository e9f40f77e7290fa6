// SPDX-License-Identifier: Apache-2.0
package import OCI

/// Which manifest of an index is meant for a machine.
package enum PlatformChoice {
  /// The position of the entry that fits `wanted` best; nil when none does.
  ///
  /// Among variants the newest that the machine still runs wins (amd64 v1 to v4, arm v5 to v8). Attestations
  /// (`unknown/unknown`, `vnd.docker.reference.type`) are never images; an entry without a platform is taken only when
  /// nothing says more.
  package static func choose(from manifests: [ContentDescriptor], for wanted: Platform) -> Int? {
    let wanted = normalised(wanted)
    var best: (rank: Int, index: Int)?
    for (index, entry) in manifests.enumerated() where !isAttestation(entry) {
      guard let rank = rank(of: entry.platform, for: wanted) else { continue }
      if best.map({ rank > $0.rank }) ?? true { best = (rank, index) }
    }
    return best?.index
  }

  /// Documents about an image that builders list beside it.
  package static func isAttestation(_ entry: ContentDescriptor) -> Bool {
    entry.annotation("vnd.docker.reference.type") != nil
      || (entry.platform.map { $0.os == "unknown" && $0.architecture == "unknown" } ?? false)
  }

  /// How well an image of `offered` suits `wanted`; nil when it does not run there.
  private static func rank(of offered: Platform?, for wanted: Platform) -> Int? {
    guard let offered, !offered.os.isEmpty || !offered.architecture.isEmpty else { return 0 }
    let platform = normalised(offered)
    guard platform.os == wanted.os, platform.architecture == wanted.architecture else { return nil }
    guard let ours = level(platform), let most = level(wanted) else {
      // A variant that has no order fits itself, and what names none fits with anything.
      if platform.variant == wanted.variant { return 100 }
      return platform.variant.isEmpty || wanted.variant.isEmpty ? 1 : nil
    }
    return ours <= most ? 1 + ours : nil
  }

  /// The place of a variant in its architecture's order.
  private static func level(_ platform: Platform) -> Int? {
    switch platform.architecture {
    case "amd64": return platform.variant.isEmpty ? 1 : number(platform.variant, 1...4)
    case "arm": return platform.variant.isEmpty ? 7 : number(platform.variant, 5...8)
    case "arm64": return platform.variant.isEmpty ? 8 : number(platform.variant, 8...9)
    default: return nil
    }
  }

  private static func number(_ variant: String, _ range: ClosedRange<Int>) -> Int? {
    guard variant.first == "v", let number = Int(variant.dropFirst()), range.contains(number) else { return nil }
    return number
  }

  /// In Go's names, with the variants that mean nothing left out: `x86_64` is `amd64`, `aarch64` and `arm64/v8` are `arm64`.
  package static func normalised(_ platform: Platform) -> Platform {
    var result = platform
    result.os = result.os.lowercased()
    switch result.architecture.lowercased() {
    case "x86_64", "x86-64", "amd64": result.architecture = "amd64"
    case "aarch64", "arm64": result.architecture = "arm64"
    case "armhf": (result.architecture, result.variant) = ("arm", "v7")
    case "armel": (result.architecture, result.variant) = ("arm", "v6")
    case "i386", "i486", "i586", "i686", "386": (result.architecture, result.variant) = ("386", "")
    case let other: result.architecture = other
    }
    result.variant = result.variant.lowercased()
    if ["5", "6", "7", "8", "9"].contains(result.variant) { result.variant = "v" + result.variant }
    switch (result.architecture, result.variant) {
    case ("amd64", "v1"), ("arm64", "v8"): result.variant = ""
    default: break
    }
    return result
  }

  /// What this program was built for.
  package static var host: Platform {
    #if arch(arm64)
      Platform(os: "linux", architecture: "arm64")
    #else
      Platform(os: "linux", architecture: "amd64")
    #endif
  }
}
