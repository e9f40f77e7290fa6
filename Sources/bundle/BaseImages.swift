// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import ImagePlan
import OCI

/// The images that a build begins with or copies from.
struct BaseImages {
  let store: Store
  /// A registry is asked for a newer one first.
  let pulls: Bool
  let report: BuildReport

  /// The image, fetched when it is not here.
  func image(_ need: ImageNeed) throws(Failure) -> Image {
    let index = report.begin("[internal] load metadata for \(need.name)")
    do throws(Failure) {
      let image = try find(need)
      report.done(index)
      return image
    } catch {
      report.failed(index, error.message)
      throw error.during("image \(need.name)")
    }
  }

  private func find(_ need: ImageNeed) throws(Failure) -> Image {
    if let layout = need.layout { return try Load(store, platform: need.platform).image(layout) }
    if !pulls, let found = try stored(need) { return found }
    let registries = RegistryOptions()
    do throws(Failure) {
      return try Pull(store, registries, platform: need.platform, progress: .none).pull(need.name)
    } catch {
      // With --pull, what is only here is as new as it gets.
      if pulls, let found = try stored(need) { return found }
      throw error
    }
  }

  /// The image of that name that is here; nil when there is none for the platform.
  ///
  /// The name may be written without the `library/` that a registry puts before names of one word; it is never the
  /// beginning of an ID: `FROM add` is a name.
  func stored(_ need: ImageNeed) throws(Failure) -> Image? {
    var names = [need.name]
    let reference = try parseReference(need.name)
    if reference.registry != nil, !reference.repository.contains("/") {
      var official = reference
      official.repository = "library/" + reference.repository
      names.append(official.text)
    }
    for name in names {
      guard let found = try store.images.find(name), let own = found.reference,
        own.repository == reference.repository || own.repository.hasSuffix("/" + reference.repository)
      else { continue }
      if let variant = try store.images.variant(of: found, for: need.platform) { return variant }
    }
    return nil
  }
}
