BN = dict(eps=1e-3, momentum=0.3)


class Changer:
    def __init__(self, settings):
        self.settings = settings

    def run(self):
        self.settings["track_running_stats"] = False


def use_defaults():
    changer = Changer(BN)
    changer.run()
