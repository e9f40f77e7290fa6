// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The environment this program was called with.
package enum ProcessEnvironment {
  /// The value of a variable; nil when it is not set or empty, which nobody means differently.
  package static func value(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }
}

extension ProcessEnvironment {
  /// All of it, as `NAME=VALUE`.
  package static var all: [String] {
    var entries: [String] = []
    var entry = unsafe environ
    while let text = unsafe entry.pointee {
      unsafe entries.append(String(cString: text))
      unsafe entry += 1
    }
    return entries
  }
}
