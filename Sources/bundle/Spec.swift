// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit

/// `bundle spec`: the same configuration that `capsule-oci spec` writes.
struct Spec: Verb {
  static let configuration = CommandConfiguration(
    commandName: "spec",
    abstract: "Write a config.json to start from.",
    discussion: "It runs sh in a terminal, in the folder rootfs. An existing config.json is never overwritten.")

  @OptionGroup var global: GlobalOptions

  @Option(name: [.customShort("b"), .customLong("bundle")], help: "The bundle's folder.", completion: .directory)
  var folder = "."

  @Flag(help: "Write a configuration for a container made without root.")
  var rootless = false

  func run() throws { try SpecFile.write(to: folder, rootless: rootless) }
}
