// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// The program's entry: SwiftPM links `main` to this name; neither build needs a C main.
@_cdecl("capsule_oci_main")
package func entry(_ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
  0
}
