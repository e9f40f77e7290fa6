// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan

/// `bundle cp`.
struct CopyFiles: Verb {
  static let configuration = CommandConfiguration(
    commandName: "cp", abstract: "Copy files and folders between the host and a container.",
    discussion: """
      Copied as cp -r does: into a folder that is there, else under the new name; FOLDER/. means its content.

      Examples:
        bundle cp web:/etc/nginx .
        bundle cp ./site/. web:/srv
      """)

  @OptionGroup var global: GlobalOptions
  @Flag(name: [.customShort("L"), .customLong("follow-link")], help: "Copy what a link leads to.") var followLink =
    false
  @Flag(name: [.short, .customLong("archive")], help: "Keep owners.") var archive = false
  @Argument(help: "CONTAINER:PATH or PATH.") var source: String
  @Argument(help: "CONTAINER:PATH or PATH.") var target: String

  func run() throws {
    if source == "-" || target == "-" {
      throw Failure(
        .usage, "cp -: streams of tar are not taken or given", hint: "bundle exec -i web tar -xC / does both")
    }
    let copy = ContainerCopy(ContainerStore(try global.store()), followsLinks: followLink, keepsOwners: archive)
    try copy.copy(ContainerCopy.Place(source), to: ContainerCopy.Place(target))
  }
}
