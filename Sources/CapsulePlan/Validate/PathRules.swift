// SPDX-License-Identifier: Apache-2.0

internal import OCI

extension Validate {
  /// config-linux.md: masked and read-only paths, propagation of the root.
  static let pathRules: [Rule] = [
    // "The values MUST be absolute paths in the container namespace" (runc and crun take relative ones).
    Rule("masked-path") { spec, report in
      checkAbsolute(spec.linux?.maskedPaths, "/linux/maskedPaths", &report)
    },
    Rule("readonly-path") { spec, report in
      checkAbsolute(spec.linux?.readonlyPaths, "/linux/readonlyPaths", &report)
    },

    // "Its value is either `shared`, `slave`, `private` or `unbindable`" (crun takes anything).
    Rule("rootfs-propagation") { spec, report in
      guard let name = spec.linux?.rootfsPropagation, !name.isEmpty, RootfsPropagation.value(of: name) == nil else {
        return
      }
      report.error(
        "/linux/rootfsPropagation", "rootfsPropagation=\(name) is not supported",
        hint: DidYouMean.hint(for: name, among: RootfsPropagation.names))
    },
  ]

  private static func checkAbsolute(_ paths: [String]?, _ pointer: String, _ report: inout Report) {
    for (index, path) in (paths ?? []).enumerated() where !LexicalPath.isAbsolute(path) {
      report.error("\(pointer)/\(index)", "\"\(path)\" is not an absolute path")
    }
  }
}
