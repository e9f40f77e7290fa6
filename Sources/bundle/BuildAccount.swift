// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import Kernel
import OCI

/// What a build tells programs of the image it made.
enum BuildAccount {
  /// Writes the files of `--iidfile` and `--metadata-file`.
  static func write(_ image: Image, _ tags: [ImageReference], _ options: BuildArguments) throws(Failure) {
    if let path = options.idFile { try write(image.buildID.text, to: path) }
    if let path = options.metadataFile { try write(metadata(image, tags).pretty + "\n", to: path) }
  }

  private static func metadata(_ image: Image, _ tags: [ImageReference]) -> JSONValue {
    var members: [(String, JSONValue)] = []
    if image.index == nil { members.append(("containerimage.config.digest", .string(image.configDigest.text))) }
    members += [
      (
        "containerimage.descriptor",
        .object([
          ("mediaType", .string(image.entry.mediaType)), ("digest", .string(image.digest.text)),
          ("size", .integer(image.entry.size)),
        ])
      ),
      ("containerimage.digest", .string(image.digest.text)),
    ]
    if !tags.isEmpty {
      members.append(("image.name", .string(tags.map(\.text).joined(separator: ","))))
    }
    return .object(members)
  }

  private static func write(_ text: String, to path: String) throws(Failure) {
    try asFailure(.system) { () throws(KernelError) in
      try Files.create(path, mode: 0o644, with: Array(text.utf8))
    }
  }
}
