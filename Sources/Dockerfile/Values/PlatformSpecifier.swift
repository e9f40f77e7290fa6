// SPDX-License-Identifier: Apache-2.0
package import OCI

/// A platform as `--platform` takes it, in containerd's grammar: `linux/arm/v7`, `linux`, `aarch64`.
package struct PlatformSpecifier: Equatable, Sendable {
  private static let systems: Set = [
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd",
    "openbsd", "plan9", "solaris", "windows", "zos",
  ]
  private static let architectures: Set = [
    "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "ppc64", "ppc64le", "loong64", "mips", "mipsle",
    "mips64", "mips64le", "mips64p32", "mips64p32le", "ppc", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64",
    "wasm",
  ]
  /// As said, aliases resolved.
  package private(set) var platform: Platform

  /// Reads a specifier; what it leaves out is `host`'s.
  package init(parsing text: String, host: Platform) throws(BuildError) {
    func fail(_ cause: String) -> BuildError {
      BuildError(.value, "platform \(BuildError.quoted(text)): \(cause); OS/ARCHITECTURE[/VARIANT] is expected")
    }
    var parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
      String(Substring($0))
    }
    guard parts.count <= 3 else { throw fail("too many parts") }
    let options = PlatformSpecifier.takeOptions(from: &parts[0])
    guard let options, PlatformSpecifier.isWord(parts[0], dots: false) else { throw fail("invalid operating system") }
    guard parts.dropFirst().allSatisfy({ PlatformSpecifier.isWord($0, dots: true) }) else {
      throw fail("invalid architecture or variant")
    }
    let system = parts[0].lowercased() == "macos" ? "darwin" : parts[0].lowercased()
    if parts.count == 1 {
      if PlatformSpecifier.systems.contains(system) {
        platform = Platform(os: system, architecture: host.architecture, variant: host.variant)
        if platform.architecture != "arm" || platform.variant == "v7" { platform.variant = "" }
      } else {
        platform = PlatformSpecifier.named(host.os, parts[0], "")
        guard PlatformSpecifier.architectures.contains(platform.architecture) else {
          throw fail("unknown operating system or architecture")
        }
      }
    } else {
      platform = PlatformSpecifier.named(system, parts[1], parts.count == 3 ? parts[2] : "")
    }
    // Said without a variant, these have none; said with it, arm64 has its only one.
    if parts.count < 3, platform.architecture == "arm", platform.variant == "v7" { platform.variant = "" }
    if parts.count == 3, platform.architecture == "arm64", platform.variant.utf8.isEmpty { platform.variant = "v8" }
    platform.osVersion = options.version
    platform.osFeatures = options.features
  }

  /// With the variant that is meant where none is said, and without the one that means nothing.
  package var normalized: Platform {
    var result = PlatformSpecifier.named(platform.os, platform.architecture, platform.variant)
    result.osVersion = platform.osVersion
    result.osFeatures = platform.osFeatures
    return result
  }

  /// Aliases of architectures and variants resolved.
  private static func named(_ system: String, _ architecture: String, _ variant: String) -> Platform {
    let variant = variant.lowercased()
    let architecture = architecture.lowercased()
    switch (architecture, variant) {
    case ("i386", _): return Platform(os: system, architecture: "386")
    case ("x86_64", _), ("x86-64", _), ("amd64", _):
      return Platform(os: system, architecture: "amd64", variant: variant == "v1" ? "" : variant)
    case ("aarch64", "8"), ("aarch64", "v8"), ("aarch64", "v8.0"), ("arm64", "8"), ("arm64", "v8"), ("arm64", "v8.0"):
      return Platform(os: system, architecture: "arm64")
    case ("aarch64", "9"), ("aarch64", "9.0"), ("aarch64", "v9.0"), ("arm64", "9"), ("arm64", "9.0"),
      ("arm64", "v9.0"):
      return Platform(os: system, architecture: "arm64", variant: "v9")
    case ("aarch64", _): return Platform(os: system, architecture: "arm64", variant: variant)
    case ("armhf", _), ("arm", ""), ("arm", "7"): return Platform(os: system, architecture: "arm", variant: "v7")
    case ("armel", _): return Platform(os: system, architecture: "arm", variant: "v6")
    case ("arm", "5"), ("arm", "6"), ("arm", "8"):
      return Platform(os: system, architecture: "arm", variant: "v" + variant)
    default: return Platform(os: system, architecture: architecture, variant: variant)
    }
  }

  /// Takes `(VERSION+FEATURE…)` off the system's name; nil when it is malformed.
  private static func takeOptions(from system: inout String) -> (version: String, features: [String])? {
    guard let (name, rest) = system.cut(at: "(") else { return ("", []) }
    guard rest.utf8.last == UInt8(ascii: ")") else { return nil }
    system = name
    let words = rest.utf8.dropLast().split(separator: UInt8(ascii: "+"), omittingEmptySubsequences: false).map {
      String(Substring($0))
    }
    guard words.dropFirst().allSatisfy({ !$0.utf8.isEmpty }) else { return nil }
    let decoded = words.compactMap(PercentEncoding.decoded)
    guard decoded.count == words.count, words.allSatisfy({ $0.utf8.isEmpty || isWord($0, dots: true, "%") }) else {
      return nil
    }
    return (decoded[0], Array(decoded.dropFirst()))
  }

  private static func isWord(_ text: String, dots: Bool, _ more: Unicode.Scalar = "-") -> Bool {
    !text.utf8.isEmpty
      && text.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.isLetter || $0.isDigit) || $0 == "_" || $0 == "-" || $0 == "." && dots || $0 == more
      }
  }
}
