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
