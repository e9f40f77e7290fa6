// SPDX-License-Identifier: Apache-2.0
import Foundation
package import OCI

/// The config.json that a new bundle starts with.
package enum SpecFile {
  /// Why it could not be written.
  package struct Problem: Error, Sendable {
    package let message: String
  }

  /// Writes `config.json` into `folder`.
  ///
  /// - Throws: `Problem` when it is there already or cannot be written.
  package static func write(to folder: String, rootless: Bool) throws {
    let file = folder + "/config.json"
    // `withoutOverwriting` is O_EXCL: the check and the making are one.
    do {
      try Data(document(rootless: rootless).bytes).write(to: URL(fileURLWithPath: file), options: .withoutOverwriting)
    } catch CocoaError.fileWriteFileExists {
      throw Problem(message: "File config.json exists. Remove it first")
    } catch {
      throw Problem(message: "\(file): \(error.localizedDescription)")
    }
  }

  /// The document for this host.
  package static func document(rootless: Bool) -> DefaultSpec {
    var document = DefaultSpec()
    if rootless { document.rootless = DefaultSpec.Caller(uid: geteuid(), gid: getegid()) }
    let files = FileManager.default
    document.hasCgroupNamespace = files.fileExists(atPath: "/sys/fs/cgroup/cgroup.controllers")
    let processors = "/sys/devices/system/cpu"
    for name in (try? files.contentsOfDirectory(atPath: processors)) ?? [] where name.hasPrefix("cpu") {
      guard let number = UInt32(name.dropFirst(3)) else { continue }
      if files.fileExists(atPath: "\(processors)/\(name)/thermal_throttle") { document.throttleCounters.append(number) }
    }
    document.throttleCounters.sort()
    return document
  }
}
