import pytest
import torch
from torch import Tensor, nn

from emotion.training.fitting.sharpness import uphill


def loss_of(net: nn.Module, crops: Tensor) -> Tensor:
    return torch.as_tensor(net(crops).square().mean())


@pytest.fixture
def net() -> nn.Sequential:
    torch.manual_seed(1)
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(144, 3))


@pytest.fixture
def crops(net: nn.Sequential) -> Tensor:
    """Some crops of which the network has the gradients."""
    some = torch.rand(6, 1, 8, 8)
    loss_of(net, some).backward()
    return some


def test_the_loss_is_higher_uphill_and_the_weights_come_back_to_the_bit(net, crops):
    before = [p.detach().clone() for p in net.parameters()]
    low = loss_of(net, crops)
    with uphill(net, 0.5):
        high = loss_of(net, crops)
    assert high > low * 1.05
    assert all(torch.equal(p, old) for p, old in zip(net.parameters(), before, strict=True))


def test_the_step_is_as_long_as_the_radius_in_each_weights_own_size(net, crops):
    before = [p.detach().clone() for p in net.parameters()]
    with uphill(net, 0.3):
        steps = [(p - old) / (old.abs() + 0.01) for p, old in zip(net.parameters(), before, strict=True)]
    length = torch.cat([step.detach().flatten() for step in steps]).norm()
    assert float(length) == pytest.approx(0.3, rel=1e-4)


def test_the_gradient_that_stays_is_the_one_uphill(net, crops):
    there = net[4].weight.grad.clone()
    with uphill(net, 0.5):
        assert all(p.grad is None for p in net.parameters())
        loss_of(net, crops).backward()
        up = torch.autograd.grad(loss_of(net, crops), net[4].weight)[0]
    assert torch.allclose(net[4].weight.grad, up)
    assert not torch.allclose(net[4].weight.grad, there, rtol=0.05)


def test_batch_norms_take_no_statistics_uphill_and_do_again_afterwards(net, crops):
    mean = net[1].running_mean.clone()
    with uphill(net, 0.5):
        loss_of(net, crops)
    assert torch.equal(net[1].running_mean, mean)
    loss_of(net, crops)
    assert not torch.equal(net[1].running_mean, mean)


def test_a_weight_without_a_gradient_stays_where_it_is(net, crops):
    net[0].weight.grad = None
    before = net[0].weight.detach().clone()
    with uphill(net, 0.5):
        assert torch.equal(net[0].weight, before)


def test_an_error_uphill_brings_the_weights_back_too(net, crops):
    before = net[0].weight.detach().clone()
    with pytest.raises(KeyboardInterrupt), uphill(net, 0.5):
        raise KeyboardInterrupt
    assert torch.equal(net[0].weight, before)
