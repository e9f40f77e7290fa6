// SPDX-License-Identifier: Apache-2.0

/// An error number of the kernel (errno(3)); always positive.
package struct Errno: RawRepresentable, Equatable, Hashable, Sendable {
  package let rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }
  package init(_ rawValue: Int32) { self.rawValue = rawValue }
}
