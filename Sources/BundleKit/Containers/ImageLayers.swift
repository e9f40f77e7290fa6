// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import OCI

/// The folders of an image's layers.
package enum ImageLayers {
  /// They, the lowest first.
  ///
  /// - Throws: when one is not unpacked.
  package static func folders(of image: Image, in store: Store) throws(Failure) -> [String] {
    var folders: [String] = []
    for diffID in image.config.diffIDs {
      let folder = store.layersFolder + "/" + diffID.hex + "/diff"
      guard Files.exists(folder) else {
        throw Failure(.layer, "layer \(diffID.text) of \(image.title) is not unpacked")
      }
      folders.append(folder)
    }
    return folders
  }
}
