from mindspore import nn
class N(nn.Cell):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 1, has_bias=True)
        self.bn = nn.BatchNorm2d(2, momentum=0.8)
def get_param_groups(network):
    decay_params, no_decay_params = [], []
    for x in network.trainable_params():
        parameter_name = x.name
        if parameter_name.endswith('.bias'):
            no_decay_params.append(x)
        elif parameter_name.endswith('.gamma'):
            no_decay_params.append(x)
        elif parameter_name.endswith('.beta'):
            no_decay_params.append(x)
        else:
            decay_params.append(x)
    return [{'params': no_decay_params, 'weight_decay': 0.0}, {'params': decay_params}]
print([len(g['params']) for g in get_param_groups(N())])
