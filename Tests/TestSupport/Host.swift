// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Questions about the machine that tests run on.
package enum Host {
  /// Whether we may do everything a runtime does.
  package static let isRoot = geteuid() == 0 && canUnshare("--mount")

  /// Whether `path` exists, links followed.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The words of a small file; none when it cannot be read.
  package static func words(_ path: String) -> [String] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    return text.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// Whether unshare(1) succeeds with `option`, which stands for a kind of namespace.
  package static func canUnshare(_ option: String) -> Bool {
    (try? Program.run("/usr/bin/unshare", [option, "/bin/true"]).status == 0) ?? false
  }
}

/// Where things are in the repository; found from this file's place.
package enum Repository {
  /// The top level, without a trailing slash.
  package static let root: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: true)
    parts.removeLast(3)
    return "/" + parts.joined(separator: "/")
  }()

  /// The product: the embedded build.
  package static let embedded = root + "/.build/bin/capsule-oci"
  /// The full Swift build.
  package static let full = root + "/.build/bin/full/capsule-oci"
  /// What `make build` leaves.
  package static let products = [embedded, full, root + "/.build/bin/bundle"]

  /// An executable of this build, beside the test bundle: `probe`, `capsule-oci`.
  package static func built(_ name: String) -> String {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    let folder = URL(fileURLWithPath: bundle).deletingLastPathComponent().path
    return folder + "/" + name
  }
}
