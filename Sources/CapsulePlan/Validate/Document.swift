// SPDX-License-Identifier: Apache-2.0

internal import OCI

extension Validate {
  /// config.md: specification version, root, host names, annotations.
  static let documentRules: [Rule] = [
    // config.md, "Specification version": `ociVersion` (string, REQUIRED) MUST be in SemVer v2.0.0 format; compatible
    // within a major version. A newer minor may hold what we do not know: a warning (crun 1.14.1 refused it and broke
    // its users at each release of the specification).
    Rule("oci-version") { spec, report in
      let pointer = "/ociVersion"
      guard let text = spec.ociVersion, !text.isEmpty else {
        report.error(pointer, "missing", hint: "write \"\(specificationVersion)\"")
        return
      }
      guard let version = SemanticVersion(text) else {
        report.error(pointer, "\"\(text)\" is not a version", hint: "like \"\(specificationVersion)\"")
        return
      }
      if version.major != 1 {
        report.error(pointer, "version \(text) is not supported: this runtime implements 1.x")
      } else if version.minor > 3 {
        report.warning(
          pointer,
          "version \(text) is newer than \(specificationVersion): newer properties are unknown here"
        )
      }
    },

    // config.md, "Root": REQUIRED on Linux; `path` (string, REQUIRED).
    Rule("root-required") { spec, report in
      guard let root = spec.root else {
        report.error("/root", "root must be specified")
        return
      }
      if (root.path ?? "").isEmpty {
        report.error("/root/path", "missing", hint: "the conventional value is \"rootfs\"")
      }
    },

    // config.md, "Hostname" and "Domainname": they change the container's UTS namespace; without one, the host's name
    // would change.
    Rule("hostname-needs-uts-namespace") { spec, report in
      guard !spec.hasNamespace("uts") else { return }
      if !(spec.hostname ?? "").isEmpty {
        report.error("/hostname", "unable to set hostname without a private UTS namespace", hint: addNamespace("uts"))
      }
      if !(spec.domainname ?? "").isEmpty {
        report.error(
          "/domainname", "unable to set domainname without a private UTS namespace", hint: addNamespace("uts"))
      }
    },

    // sethostname(2), setdomainname(2): at most 64 bytes (__NEW_UTS_LEN).
    Rule("hostname-length") { spec, report in
      if (spec.hostname ?? "").utf8.count > 64 { report.error("/hostname", "longer than the kernel's 64 bytes") }
      if (spec.domainname ?? "").utf8.count > 64 { report.error("/domainname", "longer than the kernel's 64 bytes") }
    },

    // config.md, "Annotations": keys MUST NOT be an empty string. (That they are unique, the reader sees.)
    Rule("annotation-key") { spec, report in
      for entry in spec.annotations ?? [] where entry.key.isEmpty { report.error("/annotations", "an empty key") }
    },
  ]

  static func addNamespace(_ type: String) -> String { "add {\"type\": \"\(type)\"} to /linux/namespaces" }
}

extension RuntimeSpec {
  func hasNamespace(_ type: String) -> Bool {
    for entry in linux?.namespaces ?? [] where entry.type == type { return true }
    return false
  }

  func namespacePath(_ type: String) -> String? {
    for entry in linux?.namespaces ?? [] where entry.type == type {
      if let path = entry.path, !path.isEmpty { return path }
    }
    return nil
  }
}

/// MAJOR.MINOR.PATCH of semver.org v2.0.0; what follows `-` or `+` is looked at for form only.
package struct SemanticVersion: Equatable, Sendable {
  package let major: Int
  package let minor: Int
  package let patch: Int

  package init?(_ text: String) {
    let core = text.utf8.prefix { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }
    let parts = core.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, let major = SemanticVersion.number(parts[0]), let minor = SemanticVersion.number(parts[1]),
      let patch = SemanticVersion.number(parts[2])
    else { return nil }
    guard SemanticVersion.isSuffix(text.utf8.dropFirst(core.count)) else { return nil }
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  private static func number(_ digits: Substring.UTF8View) -> Int? {
    guard !digits.isEmpty, digits.count <= 9, digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
    var value = 0
    for digit in digits {
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return value
  }

  /// `-pre.release+build.1`: identifiers of letters, digits and hyphens, none empty.
  private static func isSuffix(_ suffix: Substring.UTF8View) -> Bool {
    guard !suffix.isEmpty else { return true }
    var length = 0
    for byte in suffix.dropFirst() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
        length += 1
      case UInt8(ascii: "."), UInt8(ascii: "+"):
        if length == 0 { return false }
        length = 0
      default: return false
      }
    }
    return length > 0
  }
}
