// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import OCI

/// `--cache-to type=inline`: which steps the layers of an image came of, in an annotation of its manifest.
enum InlineCache {
  private static let annotation = "org.capsule-oci.build.steps"

  /// A list for each layer: the names of steps that it is the result of.
  static func annotation(_ layers: [BuiltLayer], _ steps: [String: BuiltLayer]) -> KeyValue {
    let lists = layers.map { layer in
      JSONValue.strings(steps.filter { $0.value.descriptor == layer.descriptor }.map(\.key).sorted())
    }
    return KeyValue(key: annotation, value: JSONValue.array(lists).compact)
  }

  /// What an image tells; nil when it tells nothing.
  static func steps(of manifest: ImageManifest, _ config: ImageConfig) -> CachedSteps? {
    guard let text = manifest.annotations.last(where: { $0.key == annotation })?.value,
      case .array(let lists)? = try? JSONValue(parsing: Array(text.utf8)), lists.count == manifest.layers.count,
      config.diffIDs.count == lists.count
    else { return nil }
    let times = config.history.filter { !$0.emptyLayer }.map(\.created)
    var steps: [String: BuiltLayer] = [:]
    for (place, list) in lists.enumerated() {
      guard case .array(let names) = list else { continue }
      // A history need not tell of all layers, and then tells of the last ones.
      let line = place - (lists.count - times.count)
      let layer = BuiltLayer(
        descriptor: manifest.layers[place], diffID: config.diffIDs[place],
        created: times.indices.contains(line) ? times[line] : nil)
      for case .string(let name) in names { steps[name] = layer }
    }
    return CachedSteps(steps)
  }
}
