// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
package import ImagePlan
internal import Kernel
internal import OCI

/// Where the files of a build come from, opened when somebody asks for them.
package final class BuildSources: @unchecked Sendable {
  private let store: Store
  private let main: BuildContext?
  private let contexts: [String: BuildContext]
  private let images: [ImageNeed: Image]
  private let lock = Lock()
  private var stacks: [ImageNeed: LayerStack] = [:]

  /// - Parameters:
  ///   - main: the build context, where there is one.
  ///   - contexts: those of `--build-context`, by name.
  ///   - images: those that the plan names.
  ///   - store: where the images are.
  package init(
    _ main: BuildContext?, contexts: [String: BuildContext], images: [ImageNeed: Image], in store: Store
  ) {
    self.main = main
    self.contexts = contexts
    self.images = images
    self.store = store
  }

  func context(_ source: BuildSource) throws(Failure) -> CopySource? {
    switch source {
    case .mainContext:
      guard let main else {
        throw Failure(
          .build, "this build has no context to copy from", hint: "give it a directory: bundle build -f - DIRECTORY")
      }
      return main.source
    case .context(let name): return contexts[name]?.source
    case .image, .stage, .scratch: return nil
    }
  }

  /// The layers of an image.
  func layers(of need: ImageNeed) throws(Failure) -> LayerStack {
    try lock.with { () throws(Failure) -> LayerStack in
      if let stack = stacks[need] { return stack }
      guard let image = images[need] else { throw Failure(.build, "the image \(need.name) was not resolved") }
      let stack = LayerStack(
        zip(image.manifest.layers, image.config.diffIDs).map { layer, diffID in
          BuiltLayer(descriptor: layer, diffID: diffID, created: nil)
        }, in: store)
      stacks[need] = stack
      return stack
    }
  }

  func close() {
    for stack in lock.with({ stacks.values }) { stack.close() }
  }
}
