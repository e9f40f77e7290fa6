// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

// What a step changed becomes a layer.
extension BuildRunner {
  /// Packs the upper directory, which becomes the layer's folder.
  func pack(_ root: StepRoot) throws(Failure) -> BuiltLayer {
    var packing = PackLayer()
    packing.lower = root.lower
    packing.latest = request.options.epoch
    let packed = try packing.perform(root.upper, into: store)
    try store.layers.adopt(packed, from: root.upper, packing: packing)
    return BuiltLayer(
      descriptor: packed.descriptor, diffID: packed.diffID, created: BuildTime.text(request.options.epoch))
  }

  /// `--squash`: the last `count` of the layers as one on the others; it is in the cache like a step.
  func squash(_ layers: [BuiltLayer], last count: Int) throws(Failure) -> [BuiltLayer] {
    guard count > 1 else { return layers }
    let (base, own) = (Array(layers.dropLast(count)), layers.suffix(count))
    var key = CacheKey(parents: base.map(\.diffID), platform: plan.target.platform, epoch: request.options.epoch)
    key.add("squash", own.map(\.diffID.text))
    let name = BuildCache.name(key)
    let index = report.begin("squashing \(count) layers")
    if !plan.target.ignoresCache, let cached = try find(name) {
      remember(cached, as: name, isMain: true)
      report.cached(index)
      return base + [cached]
    }
    do throws(Failure) {
      let root = try StepRoot(store, on: try LayerStack(base, in: store).lower())
      try root.mount()
      try apply(own, to: root)
      root.unmount()
      let layer = try pack(root)
      try cache.keep(layer, as: name)
      remember(layer, as: name, isMain: true)
      report.done(index)
      return base + [layer]
    } catch {
      report.failed(index, error.message)
      throw error.during("--squash")
    }
  }

  /// Overlay itself writes down what comes of applying the archives, one after the other, to what is below them.
  private func apply(_ layers: ArraySlice<BuiltLayer>, to root: StepRoot) throws(Failure) {
    let merged = try asFailure(.store) { () throws(KernelError) in
      try Files.open(root.merged, OpenFlags.readOnly | OpenFlags.directory)
    }
    _ = try store.layers.apply(
      layers.map(\.descriptor), layers.map(\.diffID), to: merged.raw, LayerLimits(), .none)
  }
}
