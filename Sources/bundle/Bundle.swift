// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan

/// From images to bundles, and from bundles to containers.
@main struct Bundle: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle", abstract: "Make bundles for OCI runtimes.", version: "bundle version \(productVersion)",
    subcommands: [Spec.self])
}
