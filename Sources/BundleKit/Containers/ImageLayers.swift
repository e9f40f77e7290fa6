// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan

/// The folders of an image's layers.
package enum ImageLayers {
  /// They, the lowest first; what is not unpacked yet is now.
  package static func folders(
    of image: Image, in store: Store, progress: Progress = .onTerminal()
  ) throws(Failure) -> [String] {
    LayerFolder.lowerFolders(try store.layers.ensure(image, progress: progress)).reversed()
  }
}
