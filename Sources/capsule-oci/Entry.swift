// SPDX-License-Identifier: Apache-2.0
internal import CapsuleInit
internal import CapsuleRuntime
internal import Kernel

/// The program's entry: SwiftPM links `main` to this name; neither build needs a C main.
@_cdecl("capsule_oci_main")
package func entry(
  _ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>,
  _ environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
  let arguments = unsafe strings(argv)
  // Before anything else: the container's first process is this program too, and has no options to read.
  InitStage.takeOverIfRequested(arguments)
  let program = unsafe Program(arguments: arguments, environment: CallerEnvironment(strings(environment)))
  return program.run()
}

/// A null-terminated array of C strings; bytes that are not UTF-8 become U+FFFD.
private func strings(_ array: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> [String] {
  var strings: [String] = []
  var at = unsafe array
  while let text = unsafe at.pointee {
    unsafe strings.append(String(cString: text))
    unsafe at += 1
  }
  return strings
}
