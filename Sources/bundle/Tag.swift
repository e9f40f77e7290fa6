// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import OCI

/// `bundle tag`.
struct Tag: Verb {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Give an image one more name.",
    discussion: """
      Who had that name before loses it.

      Examples:
        bundle tag helloworld helloworld:1.0
        bundle tag 3f2a91c04d11 localhost:5000/helloworld
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "A name, an ID or its first digits.") var image: String
  @Argument(help: "NAME[:TAG]") var name: String

  func run() throws {
    let images = try global.store().images
    let reference = try parseReference(name)
    guard reference.digest == nil else { throw ValidationError("a name with a digest cannot be given") }
    try images.tag(try images.resolve(image), as: reference.tagged)
  }
}
