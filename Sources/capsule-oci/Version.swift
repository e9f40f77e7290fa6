// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import CapsuleRuntime
internal import Kernel
internal import OCI

/// What `--version` prints: engines parse the first line and `spec:`.
enum Version {
  static func text(program: String) -> String {
    let library = FilterCompiler.libraryVersion
    return """
      \(program) version \(productVersion)
      commit: \(Build.commit)
      spec: \(specificationVersion)
      libseccomp: \(library.0).\(library.1).\(library.2)

      """
  }
}
