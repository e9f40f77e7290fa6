// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import OCI

/// `bundle inspect`.
struct Inspect: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Show everything known of images, as JSON.",
    discussion: """
      Examples:
        bundle inspect helloworld
        bundle inspect helloworld | jq -r '.[0].RootFS.Layers[]'
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Names, IDs or their first digits.") var names: [String]

  func run() throws {
    let store = try global.store()
    var found: [JSONValue] = []
    var failures: [Failure] = []
    for name in names {
      do throws(Failure) {
        found.append(try ImageInspection.value(of: try store.images.resolve(name), in: store))
      } catch { failures.append(error) }
    }
    try output(JSONValue.array(found).pretty + "\n")
    for failure in failures { global.report(failure) }
    if !failures.isEmpty { throw ExitCode.failure }
  }
}
