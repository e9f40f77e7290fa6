// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import OCI

extension ImageStore {
  /// Takes a name, or an ID with all its names, out of the store, and deletes what is then left without use.
  ///
  /// `force`: also an image with several names by its ID, and one that containers or bundles were made from (they keep its content).
  ///
  /// - Returns: what was done, a line each, as docker says it.
  package func remove(named text: String, force: Bool) throws(Failure) -> [String] {
    guard let (image, byID) = try lookUp(text) else { return [try resolve(text).title] }
    let entries = try list().filter { $0.digest == image.digest }
    let doomed = byID ? entries : [image]
    if byID, entries.count > 1, !force {
      let names = entries.compactMap { $0.reference?.text }.joined(separator: ", ")
      throw Failure(
        .usage, "image \(image.configDigest.short) has several names: \(names)", hint: "name one, or use --force")
    }
    if doomed.count == entries.count, !force, let users = try ImageUsers(of: store).text(image.manifestDigest) {
      throw Failure(
        .usage, "image \(image.title) is used by \(users)",
        hint: "remove them first, or use --force to take its name away")
    }
    var lines: [String] = []
    for image in doomed {
      try remove(image.entry)
      if let name = image.reference?.text { lines.append("Untagged: " + name) }
    }
    if doomed.count == entries.count {
      lines.append("Deleted: " + image.configDigest.text)
      // When somebody is adding content, the next collection takes it.
      _ = try Collector.collect(store, waiting: false)
    }
    return lines
  }

  /// Removes images without a name, or with `all` every image, that no container and no bundle was made from.
  ///
  /// - Returns: what was done, a line each, and the bytes that were freed.
  package func prune(all: Bool) throws(Failure) -> (lines: [String], bytes: Int64) {
    let users = try ImageUsers(of: store)
    var lines: [String] = []
    for image in try list() where users.text(image.manifestDigest) == nil && (all || image.reference == nil) {
      try remove(image.entry)
      lines.append(image.reference.map { "Untagged: " + $0.text } ?? "Deleted: " + image.configDigest.text)
    }
    let collected = try Collector.collect(store)
    return (lines, collected?.bytes ?? 0)
  }
}
