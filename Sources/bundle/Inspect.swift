// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import OCI

/// `bundle inspect`.
struct Inspect: Verb {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show everything known of containers and images, as JSON.",
    discussion: """
      Examples:
        bundle inspect helloworld
        bundle inspect helloworld | jq -r '.[0].RootFS.Layers[]'
        bundle inspect --format '{{.State.Pid}}' web
      """)

  @OptionGroup var global: GlobalOptions
  @Option(name: [.short, .long], help: "A template for each, in place of JSON.") var format: String?
  @Option(help: "container or image, where a name is both.") var type: Kind?
  @Argument(help: "Names, IDs or their first digits.") var names: [String]

  enum Kind: String, ExpressibleByArgument, CaseIterable { case container, image }

  func run() throws {
    let store = try global.store()
    var found: [JSONValue] = []
    var failures: [Failure] = []
    for name in names {
      do throws(Failure) {
        found.append(try look(name, store))
      } catch { failures.append(error) }
    }
    if let format {
      let template = try Template(format)
      for value in found { try output(format == "json" ? value.compact + "\n" : try template.render(value) + "\n") }
    } else {
      try output(JSONValue.array(found).pretty + "\n")
    }
    for failure in failures { global.report(failure) }
    if !failures.isEmpty { throw ExitCode.failure }
  }

  private func look(_ name: String, _ store: Store) throws(Failure) -> JSONValue {
    if type != .image {
      let containers = ContainerStore(store)
      do {
        let runtime = try? RuntimeProgram(named: global.runtime)
        return ContainerInspection.value(of: try containers.find(name), in: containers, runtime)
      } catch {
        guard error.code == .containerMissing, type == nil else { throw error }
      }
    }
    return try ImageInspection.value(of: try store.images.resolve(name), in: store)
  }
}
