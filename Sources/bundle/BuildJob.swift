// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import Dockerfile
import ImagePlan
import Kernel
import LinuxABI
import OCI

/// One call of `bundle build`: its Dockerfile and context, and what becomes of them.
final class BuildJob {
  private let options: BuildArguments
  private var request: BuildRequest
  private let store: Store
  private let dockerfile: Dockerfile
  private let input: BuildInput
  private let report: BuildReport
  private let outputs: [BuildOutput]
  private let bases: BaseImages
  private var caches: BuildCaches
  /// Those of `--build-context` that were opened, for all platforms.
  private var contexts: [String: BuildContext] = [:]
  private(set) var hasWarnings = false
  /// The signal that ended the build, if one did.
  private(set) var interruption: Int32?

  init(_ options: BuildArguments, _ path: String, _ store: Store) throws(Failure) {
    self.options = options
    self.store = store
    request = try options.request()
    outputs = try options.output.map { (text) throws(Failure) in try BuildOutput(parsing: text) }
    for output in outputs { try output.check(platforms: request.platforms.count) }
    caches = try BuildCaches(options)
    if caches.areInline { request.tellsSteps = true }
    report = try BuildJob.report(options)
    bases = BaseImages(store: store, pulls: request.pulls, report: report)
    input = try BuildInput(options.file, path, request.options, store, report)
    do throws(BuildError) {
      dockerfile = try Dockerfile(parsing: input.dockerfile)
      if request.options.epoch == nil {
        request.options.epoch = try BuildPlanner.epoch(dockerfile, request.options)
      }
    } catch { throw BuildJob.failure(error, input.name) }
  }

  private static func report(_ options: BuildArguments) throws(Failure) -> BuildReport {
    if options.quiet { return BuildReport(.quiet) }
    switch options.progress {
    case "auto": return BuildReport.automatic()
    case "tty": return BuildReport(.terminal)
    case "plain": return BuildReport(.plain)
    case "json", "rawjson": return BuildReport(.json)
    case "quiet", "none": return BuildReport(.quiet)
    default:
      throw Failure(.usage, "--progress \(options.progress): auto, plain, tty, json or quiet expected")
    }
  }

  static func failure(_ error: BuildError, _ file: String) -> Failure {
    Failure(.build, (error.lines.map { "\(file):\($0.lowerBound): " } ?? "\(file): ") + error.message)
  }

  // MARK: Telling

  /// What `--check` and `--call` print; nil when there is something to build.
  func describe() throws(Failure) -> String? {
    let call = options.check ? "check" : options.call ?? "build"
    do throws(BuildError) {
      switch call {
      case "build": return nil
      case "check", "lint":
        let warnings = try lint()
        hasWarnings = !warnings.isEmpty
        return CheckText.text(warnings, file: input.name)
      case "outline": return try OutlineText.text(dockerfile, request.options)
      case "targets": return TargetsText.text(dockerfile)
      case "plan": break
      default:
        throw BuildError(.value, "--call \(call): check, outline, targets or plan expected")
      }
    } catch { throw BuildJob.failure(error, input.name) }
    var text = ""
    for options in request.optionsByPlatform { text += PlanText.text(try resolve(options).plan) }
    return text
  }

  /// The linter's remarks; where the Dockerfile or an argument says that they fail the build, they do.
  private func judge() throws(Failure) -> [LintWarning] {
    do throws(BuildError) {
      let warnings = try lint()
      if let first = warnings.first, try lintOptions().failsBuild {
        throw BuildError(.directive, "\(first.rule.rawValue): \(first.message)", lines: first.lines)
      }
      return warnings
    } catch { throw BuildJob.failure(error, input.name) }
  }

  private func lintOptions() throws(BuildError) -> LintOptions {
    guard let check = request.options.arguments.last(where: { $0.key == "BUILDKIT_DOCKERFILE_CHECK" }) else {
      return try LintOptions(of: dockerfile)
    }
    return try LintOptions(parsing: check.value)
  }

  private func lint() throws(BuildError) -> [LintWarning] {
    var facts = Linter.Facts(platform: request.options.targetPlatform)
    for argument in request.options.arguments { facts.buildArguments[argument.key] = argument.value }
    facts.ignore = input.context?.ignore
    facts.variables = { [self] in base($0)?.env.map { String($0.prefix { $0 != "=" }) } }
    facts.hasShell = { [self] in base($0)?.shell?.isEmpty == false }
    return try Linter.check(dockerfile, facts: facts, options: try lintOptions())
  }

  /// What an image that is here sets; a linter fetches none.
  private func base(_ name: String) -> ContainerConfig? {
    if request.options.contexts.contains(where: { $0.replaces(name) }) { return nil }
    return try? bases.stored(ImageNeed(name: name, platform: request.options.targetPlatform))?.config.config
  }

  // MARK: Building

  /// The plan, and the images that it uses; those are fetched that are not here.
  private func resolve(_ options: BuildOptions) throws(Failure) -> (plan: BuildPlan, images: [ImageNeed: Image]) {
    var images: [ImageNeed: Image] = [:]
    do throws(BuildError) {
      let needs = try BuildPlanner.images(dockerfile, options)
      do throws(Failure) {
        for need in needs { images[need] = try bases.image(need) }
      } catch { throw BuildError(.value, error.message) }
    } catch { throw BuildJob.failure(error, input.name) }
    while true {
      do throws(PlanInterruption) {
        return (
          try BuildPlanner.plan(dockerfile, options, bases: images.mapValues { $0.config }), images
        )
      } catch {
        switch error {
        case .invalid(let wrong): throw BuildJob.failure(wrong, input.name)
        case .needs(let need): images[need] = try bases.image(need)
        }
      }
    }
  }

  func perform(_ runtime: RuntimeProgram) throws(Failure) {
    defer { report.finish() }
    let adding = try store.adding()
    let index = report.begin("[internal] load build definition from \(input.name)")
    report.done(index)
    let warnings = try judge()
    var built: [BuildImage] = []
    for options in request.optionsByPlatform {
      request.options = options
      built.append(try build(runtime, isFirst: built.isEmpty))
    }
    try caches.write(built, from: store, report)
    try export(BuildResult(built, request))
    for warning in warnings { report.say("warning: " + warning.text) }
    _ = consume adding
  }

  /// Builds for the platform of `request.options`.
  private func build(_ runtime: RuntimeProgram, isFirst: Bool) throws(Failure) -> BuildImage {
    let (plan, images) = try resolve(request.options)
    if !plan.unusedArguments.isEmpty, isFirst {
      report.say(
        "[Warning] One or more build-args [\(plan.unusedArguments.joined(separator: " "))] were not consumed")
    }
    try openContexts(plan)
    request.caches = caches.open(for: request.options.targetPlatform, in: store, report)
    let sources = BuildSources(input.context, contexts: contexts, images: images, in: store)
    let runner = try BuildRunner(plan, request, sources, in: store, runtime, report)
    let layers: [BuiltLayer]
    do throws(Failure) { layers = try runner.run() } catch {
      report.finish()
      interruption = runner.interruption
      guard interruption == nil, let step = runner.brokenStep else { throw error }
      try asFailure(.system) { () throws(KernelError) in
        let text = BrokenStepText.text(step, input.dockerfile, name: input.name)
        try StandardStream.error.write(Array(text.utf8))
      }
      throw error.during("\(input.name):\(step.lines.lowerBound)")
    }
    caches.add(runner.steps)
    return try BuildImage(plan, layers: layers, steps: runner.mainSteps, request)
  }

  private func openContexts(_ plan: BuildPlan) throws(Failure) {
    for context in request.options.contexts where contexts[context.name] == nil {
      switch context.source {
      case .directory(let path): contexts[context.name] = try BuildContext.directory(path)
      case .remote(let address) where plan.contexts.contains(context.name):
        contexts[context.name] = try load(address, context.name)
      case .image, .layout, .remote: break
      }
    }
  }

  private func load(_ address: RemoteAddress, _ name: String) throws(Failure) -> BuildContext {
    let index = report.begin("[context \(name)] load")
    do throws(Failure) {
      let context = try BuildContext.named(
        address, keepsGitDirectory: request.options.keepsGitDirectory, in: store)
      report.done(index)
      return context
    } catch {
      report.failed(index, error.message)
      throw error.during("--build-context \(name)")
    }
  }

  private func export(_ result: BuildResult) throws(Failure) {
    let index = report.begin("exporting to image")
    // Who wants files wants no image beside them.
    let isListed = outputs.isEmpty || outputs.contains { $0.kind == .image }
    let image = try result.keep(as: request.tags, isListed: isListed, in: store)
    report.remark(index, "writing \(image.index == nil ? "image" : "index") \(image.buildID.text) done")
    for tag in request.tags { report.remark(index, "naming to \(tag.text) done") }
    report.done(index)
    for output in outputs { try output.write(image, of: result, in: store, report) }
    try BuildAccount.write(image, request.tags, options)
    report.finish()
    if options.quiet { try output(image.buildID.text + "\n") }
  }
}
