// SPDX-License-Identifier: Apache-2.0
internal import CapsuleRuntime
internal import Kernel
internal import OCI

/// What `--version` prints: engines parse the first line and `spec:`.
enum Version {
  static let number = "0.1.0"

  static func text(program: String) -> String {
    let library = FilterCompiler.libraryVersion
    return """
      \(program) version \(number)
      commit: \(Build.commit)
      spec: \(ociVersion)
      libseccomp: \(library.0).\(library.1).\(library.2)

      """
  }
}
