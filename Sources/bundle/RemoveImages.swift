// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan

/// `bundle rmi`.
struct RemoveImages: Verb {
  static let configuration = CommandConfiguration(
    commandName: "rmi", abstract: "Remove images.",
    discussion: """
      A name is taken away; with its last name an image goes, and with it the layers that no other image has.

      Examples:
        bundle rmi helloworld:1.0
        bundle rmi --force 3f2a91c04d11
      """)

  @OptionGroup var global: GlobalOptions
  @Flag(name: .shortAndLong, help: "Also images with several names by their ID, and images that containers use.")
  var force = false
  @Argument(help: "Names, IDs or their first digits.") var images: [String]

  func run() throws {
    let store = try global.store()
    var failures = 0
    for image in images {
      do throws(Failure) {
        for line in try store.images.remove(named: image, force: force) { try output(line + "\n") }
      } catch {
        if error.code == .imageMissing, force { continue }
        global.report(error)
        failures += 1
      }
    }
    if failures > 0 { throw ExitCode.failure }
  }
}
